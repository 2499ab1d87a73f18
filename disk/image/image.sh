#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Puts a kernel on a disk image, with the options of `make image`, by `farjump image`: of a kernel for farjump a sealed
# copy, of a kernel for another loader's protocol the file itself, with its checksum in the boot entry.
#
#   image.sh OUT [--quiet]       OUT: the directory of stage1.bin, stage1-simple.bin and stage2.bin
#
# The user's options are passed as environment variables, in which a quote, a `$` or a backslash is an ordinary
# character: KERNEL, IMAGE, OPTIONS, SCREEN, STAGE1, COUNT, those of the layout, and MODULES, a list separated by blanks; a
# blank within an item is written with a backslash in front.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$1 quiet=${2:-}
sealed=$out/sealed-kernel.elf

refuse() { echo "make image: $*" >&2; exit 1; }
. disk/build/outputs.sh

modules=()
split_modules() {
    local blank=$'\x1F'
    read -r -d '' -a modules <<<"${MODULES//'\ '/$blank}" || true
    modules=("${modules[@]//$blank/ }")
}

: "${OPTIONS=}" "${MODULES=}" "${SCREEN=}"
if [ "${STAGE1:-}" = simple ] && [ "${LAYOUT:-}" = floppy ]; then
    refuse "STAGE1=simple LAYOUT=floppy: BIOSes have no extended reads for diskettes, and STAGE1=simple has no others"
fi
split_modules
wishes=(--options "$OPTIONS" --screen "$SCREEN" --stages "$out" --stage1 "${STAGE1:-mbr}" --sealed "$sealed")
stage1=$out/stage1.bin
[ "${STAGE1:-}" != simple ] || stage1=$out/stage1-simple.bin
inputs=(KERNEL "$KERNEL" "stage 1" "$stage1" "stage 2" "$out/stage2.bin" "sealed kernel" "$sealed"
        "EFI stub" build/bootx64.efi)
for module in "${modules[@]}"; do
    wishes+=(--module "$module")
    inputs+=(module "$module")
done
for name in LAYOUT FAT SECTOR_BYTES SIZE_SECTORS MBR BOOT_RECORD FIRST_LBA; do
    option=--${name,,}
    [ -z "${!name:-}" ] || wishes+=("${option//_/-}" "${!name}")
done
case ${COUNT:-no} in
    yes) wishes+=(--count) ;;
    no) ;;
    *) refuse "COUNT=$COUNT: one of yes no is wanted" ;;
esac

# Checks the output by the names that `make image` has for the inputs.
check_output "IMAGE" "$IMAGE" "${inputs[@]}"
if [ -z "$quiet" ] && [ "$(build/farjump check --key "$KERNEL")" != kernel ]; then
    build/farjump check "$KERNEL"
fi
mkdir -p -- "$(dirname -- "$IMAGE")"
build/farjump image "${wishes[@]}" "${quiet:---verbose}" -o "$IMAGE" -- "$KERNEL"
