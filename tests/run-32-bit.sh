#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Runs a 32-bit program that the cross compiler made: run-32-bit.sh PROGRAM [ARGUMENT…]
#
# Most x86-64 kernels run it as it is. Where one does not (no IA-32 emulation), QEMU does, one program at a time. The
# cross compiler's dynamic linker, which is a 32-bit program, finds out which it is. EMULATE_32=yes asks for QEMU.
set -euo pipefail
root=/usr/i686-linux-gnu

if [ "${EMULATE_32:-no}" != yes ] && $root/lib/ld-linux.so.2 --version >/dev/null 2>&1; then
    exec "$@"
fi
"$(dirname "$0")/../disk/build/install-packages.sh" qemu-user >&2

# AddressSanitizer's shadow memory lies just below BFFF0000h, so the program's addresses must end there, and its search
# for leaks needs ptrace, which QEMU does not have.
export ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-}
exec qemu-i386 -cpu max -R 0xbffff000 -L $root "$@"
