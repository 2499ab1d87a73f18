#!/bin/bash
# Boots an image in Bochs with its debugger, and says at each magic breakpoint which border of the boot was reached.
# Bochs User Manual, "Using Bochs internal debugger" (8.11), "Magic Breakpoint" (8.11.12).
#
#   bochs.sh IMAGE [BORDER…]       the borders (stage1 stage2 longmode kernel) whose breakpoints the image was built with
#
# On a terminal each stop leaves you in Bochs' debugger: c goes on, s steps, q ends, help lists the rest. Without one
# (CI, a pipe) the boot goes on by itself and ends at the last border; then the status is 0 when all were reached.
set -euo pipefail
export TERM=${TERM:-vt100}                       # Bochs' terminal display wants to know one, even when it draws nothing

image=$(realpath -- "$1"); shift
borders=("$@")

interactive=
if [ -t 0 ] && [ -t 1 ]; then interactive=yes; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/commands"
ln -s "$image" "$work/disk.img"                   # its own name may hold what Bochs' configuration takes for more

# A processor with what farjump needs, but no 1 GiB pages. Writes stay in a journal and never reach the image. A triple
# fault stops, so that it can be looked at.
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

# Each border: where the processor is there, in the words of the debugger's own "[…] CS:IP" line.
border_at() {
    case $1 in
        *'] 0000:7c'* | *'] 07c0:00'*) echo stage1 ;;
        *'] 3000:'*) echo stage2 ;;
        *:ffffffff*) echo kernel ;;
        *) echo longmode ;;
    esac
}

# What is worth seeing there, as debugger commands.
registers_at() {
    case $1 in
        stage1) printf 'r\nsreg\n' ;;            # DL is the boot drive; CS is 0 or 07C0h
        stage2) printf 'r\nsreg\n' ;;            # still real mode: CS 3000h, DL handed on
        longmode) printf 'creg\nr\n' ;;          # CR0, CR3, CR4, EFER: all set for the far jump that comes next
        kernel) printf 'creg\nr\npage %s\n' "$2" ;;    # RDI is the boot information, and the entry's page walk
    esac
}

# Copies Bochs' output; at each stop names the border and asks for its registers.
watch_borders() {
    local line place border reached=0
    while IFS= read -r line; do
        [[ $line != 00000000000i* ]] || continue              # what Bochs loads before its log is open
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
    trap '' INT                                  # Ctrl-C is for Bochs alone: it stops the machine, not this script
    exec 4<&0
    cat <&4 >&3 &
    trap 'kill $!; rm -rf "$work"' EXIT
fi
# Bochs sees the end of its input when this script ends. Its own status is 1 however it ends, so it says nothing.
"${command[@]}" <"$work/commands" 3>&- 2>&1 | watch_borders || true
[ "$(cat "$work/reached" 2>/dev/null || echo 0)" -ge ${#borders[@]} ]
