# SPDX-License-Identifier: BSD-2-Clause
# What farjump consists of where it is installed. To be sourced from the root of the tree; $OUT is the build's directory
# with the stages.

older_names=(farjump-seal farjump-check-kernel farjump-entry farjump-install farjump-write)

# Prints a line for each file: its mode, its source, and its place below the prefix. disk/host/data_files.hpp lists what
# farjump looks for in lib/farjump.
installed_files() {
    local file
    echo "755 build/farjump bin/farjump"
    for file in "$OUT"/{stage1,stage1-simple,stage1-cd,stage2}.bin build/bootx64.efi build/host/constants.sh \
                disk/image/module_names.sh disk/build/outputs.sh; do
        echo "644 $file lib/farjump/${file##*/}"
    done
    for file in disk/image/mkdisk.sh disk/emulators/bochs.sh; do
        echo "755 $file lib/farjump/${file##*/}"
    done
    for file in disk/image/layouts/*.sh; do
        echo "644 $file lib/farjump/layouts/${file##*/}"
    done
    (cd disk/farjump && find new -type f | sort) | while read -r file; do
        echo "644 disk/farjump/$file lib/farjump/$file"
    done
    for file in build/include/farjump/boot_info.{h,hpp,inc,rs} include/farjump/{state_file,boot_state_module}.h; do
        echo "644 $file include/farjump/${file##*/}"
    done
    for file in disk/package/cmake/*.cmake; do
        echo "644 $file lib/cmake/farjump/${file##*/}"
    done
    for file in docs/*.[18]; do
        echo "644 $file share/man/man${file##*.}/${file##*/}"
    done
    echo "644 disk/farjump/completion.bash share/bash-completion/completions/farjump"
    for file in kernel/examples/in_*; do
        echo "644 $file share/doc/farjump/examples/${file##*/}"
    done
    echo "755 disk/counting/mark-good.sh share/doc/farjump/examples/mark-good.sh"
}
