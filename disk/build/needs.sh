# SPDX-License-Identifier: BSD-2-Clause
# The programs and files that are needed from each Debian package, so that a machine that has them from elsewhere need
# not install the package.
#
#   tool:NAME      a program in PATH or where Debian keeps those for administrators
#   file:PATTERN   a file; several patterns are alternatives
#   header:NAME    a header that the host's compiler finds
#   module:NAME    a Python module
#   window:NAME    a QEMU that can open a window

PATH=$PATH:/usr/sbin:/sbin

needs_of() {    # PACKAGE
    case $1 in
        g++) echo "tool:${HOST_CXX:-g++} $([ "$(uname -m)" != x86_64 ] || kernel_tools)" ;;
        g++-x86-64-linux-gnu) kernel_tools ;;
        g++-i686-linux-gnu)
            echo "tool:${STAGE2_CXX:-i686-linux-gnu-g++} tool:${STAGE2_OBJCOPY:-i686-linux-gnu-objcopy}" ;;
        nasm) echo "tool:${NASM:-nasm}" ;;
        dpkg-dev) echo "tool:dpkg-shlibdeps tool:dpkg-parsechangelog" ;;
        fdisk) echo tool:sfdisk ;;
        mtools) echo "tool:mcopy tool:mmd tool:mdir" ;;
        dosfstools) echo tool:mkfs.fat ;;
        liblz4-dev) echo header:lz4hc.h ;;
        zlib1g-dev) echo header:zlib.h ;;
        qemu-system-x86) echo tool:qemu-system-x86_64 ;;
        qemu-system-gui) echo window:qemu-system-x86_64 ;;
        groff-base) echo tool:groff ;;
        qemu-utils) echo tool:qemu-img ;;
        qemu-user) echo tool:qemu-i386 ;;
        dnsmasq-base) echo tool:dnsmasq ;;
        ipxe) echo file:/usr/lib/ipxe/undionly.kpxe ;;
        ipxe-qemu) echo file:/usr/lib/ipxe/qemu/pxe-virtio.rom ;;
        seabios) echo "file:/usr/share/seabios/bios-256k.bin:/usr/share/qemu/bios-256k.bin" ;;
        ovmf) echo "file:/usr/share/qemu/firmware/*.json" ;;
        bochs) echo tool:bochs ;;
        bochsbios) echo file:/usr/share/bochs/BIOS-bochs-latest ;;
        vgabios) echo file:/usr/share/vgabios/vgabios.bin ;;
        bochs-term) echo "file:/usr/lib/*/bochs/plugins/libbx_term_gui.so" ;;
        bochs-x) echo "file:/usr/lib/*/bochs/plugins/libbx_x_gui.so" ;;
        gdisk) echo tool:sgdisk ;;
        googletest) echo file:/usr/src/googletest/googletest/src/gtest-all.cc ;;
        clang-19) echo "tool:${CLANG_CXX:-clang++-19}" ;;
        clang-format-19) echo "tool:${CLANG_FORMAT:-clang-format-19}" ;;
        libclang-rt-19-dev) echo "file:/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a" ;;
        python3-pytest) echo module:pytest ;;
        python3-pytest-xdist) echo module:xdist ;;
        python3-pefile) echo module:pefile ;;
        python3-pyte) echo module:pyte ;;
        python3-pygments) echo module:pygments ;;
        python3-tornado) echo module:tornado ;;
        python3-selenium) echo module:selenium ;;
        chromium-driver) echo tool:chromedriver ;;
        grub-pc-bin) echo file:/usr/lib/grub/i386-pc/boot.img ;;
        syslinux) echo tool:syslinux ;;
        syslinux-common) echo file:/usr/lib/syslinux/modules/bios/libcom32.c32 ;;
        *) echo "tool:$1" ;;
    esac
}

kernel_tools() {
    echo "tool:${KERNEL_CXX:-x86_64-linux-gnu-g++} tool:${KERNEL_CC:-x86_64-linux-gnu-gcc}" \
         "tool:${KERNEL_LD:-x86_64-linux-gnu-ld} tool:${KERNEL_OBJCOPY:-x86_64-linux-gnu-objcopy}"
}

has_file() {    # PATTERN[:PATTERN]…
    local IFS=: file
    for file in $1; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

is_met() {    # NEED
    case $1 in
        tool:*) command -v "${1#tool:}" >/dev/null ;;
        file:*) has_file "${1#file:}" ;;
        header:*) echo "#include <${1#header:}>" | ${HOST_CXX:-g++} -E -x c++ - >/dev/null 2>&1 ;;
        window:*) "${1#window:}" -display help 2>/dev/null | grep -E '^(gtk|sdl)' >/dev/null ;;
        module:*) "${PYTHON:-/usr/bin/python3}" -c "import ${1#module:}" 2>/dev/null ;;
    esac
}
