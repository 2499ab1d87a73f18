#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Marks the boot of this Linux system as good: to be run when the system works, for example by a unit at the end of its
# start. docs/counting.md describes boot counting.
#
#   mark-good.sh [--cmdline FILE] [--tool PROGRAM] DIR
#
# DIR is the root directory of the mounted boot volume, such as /boot. --cmdline: the file with the kernel's command line,
# by default /proc/cmdline. --tool: the program farjump-entry, if it is not in PATH.
#
# The loader names the entry of a counted boot in the kernel's command line: farjump.entry=NAME+2-1.conf. The counter is
# removed from that file's name (UAPI Group, "Boot Loader Specification", "Boot counting"); in the state file, if the
# volume has one, farjump-entry marks the entry. Mounts nothing. Does nothing if this boot is not counted.
set -eu
LC_ALL=C
export LC_ALL

refuse() {   # WHY HINT
    printf 'mark-good.sh: %s\nhint: %s\n' "$1" "$2" >&2
    exit 1
}

source=/proc/cmdline tool=farjump-entry
while [ $# -gt 1 ]; do
    case $1 in
        --cmdline) source=$2 ;;
        --tool) tool=$2 ;;
        *) break ;;
    esac
    shift 2
done
case $#,${1:-} in
    1,-*|0,*|[2-9]*,*) echo 'usage: mark-good.sh [--cmdline FILE] [--tool PROGRAM] DIR' >&2; exit 2 ;;
esac
root=$1
entries=$root/loader/entries
cmdline=$(cat -- "$source")

# The value of farjump.entry, which is in quotes if it has blanks. Only the loader's word counts, which is the first one.
case " $cmdline" in
    *' farjump.entry='*) ;;
    *) echo 'mark-good.sh: this boot is not counted: there is nothing to mark'; exit 0 ;;
esac
rest=" $cmdline"
rest=${rest#*' farjump.entry='}
case $rest in
    \"*) rest=${rest#\"}; name=${rest%%\"*} ;;
    *) name=${rest%% *} ;;
esac
case $name in
    ''|*/*) refuse "farjump.entry=$name in the command line names no entry" 'let the loader write this word' ;;
esac
[ -d "$entries" ] || refuse "$entries: there is no such directory" 'mount the boot volume, and name its root directory'

# ID+LEFT.conf or ID+LEFT-DONE.conf. Prints ID if the name has a counter, else nothing.
counted_id() {
    printf '%s\n' "$1" | sed -n 's/^\(..*\)+[0-9][0-9]*\(-[0-9][0-9]*\)\{0,1\}\.[cC][oO][nN][fF]$/\1/p'
}

id=$(counted_id "$name")
[ -n "$id" ] || id=${name%.[cC][oO][nN][fF]}

# The file has this name, unless its counter has changed since.
file=
if [ -f "$entries/$name" ]; then
    file=$name
else
    for path in "$entries/$id"+*.conf "$entries/$id.conf"; do
        [ -f "$path" ] || continue
        candidate=${path##*/}
        [ "$candidate" = "$id.conf" ] || [ "$(counted_id "$candidate")" = "$id" ] || continue
        [ -z "$file" ] || refuse "$file and $candidate have the same name but for the counter" 'remove one of them'
        file=$candidate
    done
fi
[ -n "$file" ] || refuse "the entry $name is not in $entries" 'mount the volume that the system was started from'

# First the state file: an entry is good when neither place counts it any more.
state=$root/loader/farjump.state
if [ -f "$state" ]; then
    command -v -- "$tool" >/dev/null ||
        refuse "$state counts boots, too, and farjump-entry is not installed" 'install it, or name it with --tool'
    "$tool" good --root "$root" "$file"
    # The tool gives the tries of a counter back, and so renames the file.
    [ -f "$entries/$file" ] || for path in "$entries/$id"+*.conf "$entries/$id.conf"; do
        [ ! -f "$path" ] || file=${path##*/}
    done
fi
if [ -n "$(counted_id "$file")" ]; then
    [ ! -e "$entries/$id.conf" ] ||
        refuse "$entries/$id.conf exists, so $file cannot get this name" 'remove one of both entries'
    mv -- "$entries/$file" "$entries/$id.conf"
    echo "mark-good.sh: $file is now $id.conf"
fi
sync
