#!/bin/bash
# Boots an image in QEMU under gdb: both at once on a terminal; else QEMU alone, waiting for the gdb command it prints.
#
#   debug.sh IMAGE STAGE2.ELF KERNEL.ELF         GDB_PORT=… when 1234 is taken
set -euo pipefail

image=$1 stage2=$2 kernel=$3
serial=${image%.img}.serial
refuse() { echo "debug.sh: $*" >&2; exit 1; }
. "$(dirname -- "$0")/../build/outputs.sh"
check_output "serial output" "$serial" image "$image" stage2 "$stage2" kernel "$kernel"

port=${GDB_PORT:-1234}

# -S: the processor waits before the BIOS's first instruction.
qemu=(qemu-system-x86_64 -m 128M -display none -serial "file:$serial" -no-reboot
      -drive "file=${image//,/,,},format=raw" -S -gdb "tcp:127.0.0.1:$port")

# The kernel comes first: its file makes gdb speak 64-bit, which is what QEMU answers in at all times.
gdb=(gdb -nx -q "$kernel" -ex "add-symbol-file $stage2" -ex "target remote 127.0.0.1:$port" -x disk/emulators/debug.gdb)

echo "${qemu[*]}"
if [ -t 0 ]; then
    setsid "${qemu[@]}" </dev/null &             # out of the terminal's reach: Ctrl-C is for gdb
    trap 'kill $! 2>/dev/null || true' EXIT
    printf '%q ' "${gdb[@]}"; echo
    "${gdb[@]}"
else
    printf 'waiting for: '; printf '%q ' "${gdb[@]}"; echo
    exec "${qemu[@]}"
fi
