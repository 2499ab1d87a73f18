# Names that a module keeps on a FAT volume: mkdisk.sh refuses the others, which the boot entry could not name.
# Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "Long File Names"; "Naming Files, Paths, and Namespaces".

readonly devices=' CON PRN AUX NUL CLOCK$ CONIN$ CONOUT$ COM0 COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9
 LPT0 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9 '

# Case in all letters, as Windows and Linux compare names; the loader compares that of ASCII letters alone.
upper_case() { local LC_ALL=C.UTF-8; printf '%s\n' "${1^^}"; }

why_not_on_fat() {    # NAME; no output: it can be one
    local device
    device=$(upper_case "${1%%.*}")
    case $1 in
        *[[:cntrl:]]*) echo "a file's name can hold no control characters" ;;
        *[\"*:\<\>?\\\|]*) echo 'a name on FAT has none of " * : < > ? \ |' ;;
        *[.\ ]) echo "FAT drops a dot or a blank at the end of a name" ;;
        *) [[ $devices != *[[:space:]]"${device%% *}"[[:space:]]* ]] || echo "DOS and Windows take it for a device" ;;
    esac
}

# Each name can be one on FAT, and no two are the same to it.
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

# What mtools made of the names: some letters beyond ASCII are kept only in a code page that the volume does not name.
check_names_on_volume() {    # FILE…
    local file listed
    listed=$(mdir -b -i "$drive" ::/boot/modules)
    for file; do
        grep -qxF "::/boot/modules/${file##*/}" <<<"$listed" ||
            refuse "--module $file: FAT would keep another name than this one; rename it in ASCII letters"
    done
}
