#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Boots an image in QEMU under gdb. On a terminal it starts both. Otherwise it starts only QEMU, which waits for the gdb
# command that the script prints.
#
#   debug.sh IMAGE STAGE2.ELF KERNEL.ELF         GDB_PORT=… if 1234 is in use
set -euo pipefail

image=$1 stage2=$2 kernel=$3
serial=${image%.img}.serial
refuse() { echo "debug.sh: $*" >&2; exit 1; }
. "$(dirname -- "$0")/../build/outputs.sh"
check_output "serial output" "$serial" image "$image" stage2 "$stage2" kernel "$kernel"

port=${GDB_PORT:-1234}

# -S: the processor stops before the BIOS's first instruction.
qemu=(qemu-system-x86_64 -m 128M -display none -serial "file:$serial" -no-reboot
      -drive "file=${image//,/,,},format=raw" -S -gdb "tcp:127.0.0.1:$port")

# The kernel comes first: its file sets gdb to 64-bit registers, which QEMU sends in all modes.
gdb=(gdb -nx -q "$kernel" -ex "add-symbol-file $stage2" -ex "target remote 127.0.0.1:$port" -x disk/emulators/debug.gdb)

echo "${qemu[*]}"
if [ -t 0 ]; then
    setsid "${qemu[@]}" </dev/null &             # in a session of its own: Ctrl-C goes to gdb only
    trap 'kill $! 2>/dev/null || true' EXIT
    printf '%q ' "${gdb[@]}"; echo
    "${gdb[@]}"
else
    printf 'waiting for: '; printf '%q ' "${gdb[@]}"; echo
    exec "${qemu[@]}"
fi
