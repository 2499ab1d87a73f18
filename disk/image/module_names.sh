# SPDX-License-Identifier: BSD-2-Clause
# Checks that FAT preserves the names of modules. mkdisk.sh refuses other names, because the boot entry could not name
# them.
# Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "Long File Names"; "Naming Files, Paths, and Namespaces".

readonly devices=' CON PRN AUX NUL CLOCK$ CONIN$ CONOUT$ COM0 COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9
 LPT0 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9 '

# Converts all letters, because Windows and Linux ignore case in all of them; the loader ignores it only in ASCII
# letters.
upper_case() { local LC_ALL=C.UTF-8; printf '%s\n' "${1^^}"; }

why_not_on_fat() {    # NAME; no output: FAT can store it
    local device
    device=$(upper_case "${1%%.*}")
    case $1 in
        *[[:cntrl:]]*) echo "a file's name can hold no control characters" ;;
        *[\"*:\<\>?\\\|]*) echo 'a name on FAT has none of " * : < > ? \ |' ;;
        *[.\ ]) echo "FAT drops a dot or a blank at the end of a name" ;;
        *) [[ $devices != *[[:space:]]"${device%% *}"[[:space:]]* ]] || echo "DOS and Windows take it for a device" ;;
    esac
}

# Checks that FAT can store each name, and that no two names are the same on FAT.
check_module_names() {    # FILE…
    local file why other
    local -A seen
    for file; do
        why=$(why_not_on_fat "${file##*/}")
        [ -z "$why" ] || refuse "--module $(printf %q "$file"): $why; rename the file"
        other=$(upper_case "${file##*/}")
        [ -z "${seen[$other]:-}" ] ||
            refuse "--module $file: two files are named ${file##*/} to FAT, which knows no upper and lower case"
        seen[$other]=yes
    done
}

# A Multiboot or Limine kernel gets the words behind a module's path, so that a path in the boot entry ends at the first blank.
check_no_blanks() {    # FILE…
    local file
    for file; do
        [[ ${file##*/} != *[[:blank:]]* ]] ||
            refuse "--module $(printf %q "$file"): a Multiboot or Limine kernel's module can have no blank in its name; rename the file"
    done
}

# Checks the names that mtools stored: some non-ASCII letters are stored only in a code page, which the volume does not
# record.
check_names_on_volume() {    # FILE…
    local file listed
    listed=$(mdir -b -i "$drive" ::/boot/modules)
    for file; do
        grep -qxF "::/boot/modules/${file##*/}" <<<"$listed" ||
            refuse "--module $file: FAT would keep another name than this one; rename it in ASCII letters"
    done
}
