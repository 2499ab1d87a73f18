#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Boots an image in Bochs with its debugger, and prints at each magic breakpoint which border of the boot was reached.
# Bochs User Manual, "Using Bochs internal debugger" (8.11), "Magic Breakpoint" (8.11.12).
#
#   bochs.sh IMAGE [BORDER…]       the borders (stage1 stage2 longmode kernel) whose breakpoints the image was built with
#
# On a terminal, Bochs' debugger stops at each breakpoint: c continues, s steps, q ends, help lists the other commands.
# Without a terminal (CI, a pipe) the boot continues automatically and ends at the last border. The status is 0 if all
# borders were reached.
set -euo pipefail
export TERM=${TERM:-vt100}                       # Bochs' terminal display needs one, even if it draws nothing

image=$(realpath -- "$1"); shift
borders=("$@")

interactive=
if [ -t 0 ] && [ -t 1 ]; then interactive=yes; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/commands"
ln -s "$image" "$work/disk.img"                   # Bochs' configuration does not allow all characters in names

# A processor with all features that farjump needs, without 1 GiB pages. Writes go to a journal, not to the image. A
# triple fault stops the machine for inspection.
cat >"$work/bochsrc" <<CONFIGURATION
config_interface: textconfig
display_library: $(if [ -n "${DISPLAY:-}" ]; then echo x; else echo term; fi)
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
cpu: model=core2_penryn_t9600, ips=50000000, reset_on_triple_fault=0
memory: guest=128, host=128
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=disk, path="$work/disk.img", mode=volatile, journal="$work/journal"
boot: disk
com1: enabled=1, mode=file, dev=/dev/stdout
port_e9_hack: enabled=1
magic_break: enabled=1
sound: driver=dummy
speaker: enabled=0
mouse: enabled=0
log: $work/log
panic: action=fatal
CONFIGURATION
echo c >"$work/start"

# The address at each border, as in the debugger's "[…] CS:IP" line.
border_at() {
    case $1 in
        *'] 0000:7c'* | *'] 07c0:00'*) echo stage1 ;;
        *'] 3000:'*) echo stage2 ;;
        *:ffffffff*) echo kernel ;;
        *) echo longmode ;;
    esac
}

# The debugger commands that show the registers of interest there.
registers_at() {
    case $1 in
        stage1) printf 'r\nsreg\n' ;;            # DL is the boot drive; CS is 0 or 07C0h
        stage2) printf 'r\nsreg\n' ;;            # still real mode: CS 3000h, DL handed on
        longmode) printf 'creg\nr\n' ;;          # CR0, CR3, CR4, EFER: all set; the far jump comes next
        kernel) printf 'creg\nr\npage %s\n' "$2" ;;    # RDI is the boot information, and the entry's page walk
    esac
}

# Copies Bochs' output; at each stop prints the border and its registers.
watch_borders() {
    local line place border reached=0
    while IFS= read -r line; do
        [[ $line != 00000000000i* ]] || continue              # messages before Bochs' log is open
        printf '%s\n' "$line"
        [[ $line == *'Magic breakpoint'* ]] || continue
        IFS= read -r line && printf '%s\n' "$line"            # "Next at t=…"
        IFS= read -r place && printf '%s\n' "$place"
        border=$(border_at "$place")
        reached=$((reached + 1))
        printf '=== border %d of %d: %s ===\n' $reached ${#borders[@]} "$border"
        echo "$reached" >"$work/reached"
        registers_at "$border" "$(sed -E 's/.*:([0-9a-f]+) \(.*/0x\1/' <<<"$place")" >&3
        if [ -n "$interactive" ]; then
            echo "c goes on, s steps, q ends, help lists the rest"
        elif [ $reached -lt ${#borders[@]} ]; then
            echo c >&3
        else
            echo q >&3
        fi
    done
}

exec 3<>"$work/commands"
command=(bochs -q -unlock -f "$work/bochsrc" -rc "$work/start")
echo "${command[*]}"
if [ -n "$interactive" ]; then
    trap '' INT                                  # Ctrl-C goes to Bochs only: it stops the machine, not this script
    exec 4<&0
    cat <&4 >&3 &
    trap 'kill $!; rm -rf "$work"' EXIT
fi
# Bochs reads end of file when this script ends. Its status is always 1, so it is ignored.
"${command[@]}" <"$work/commands" 3>&- 2>&1 | watch_borders || true
[ "$(cat "$work/reached" 2>/dev/null || echo 0)" -ge ${#borders[@]} ]
