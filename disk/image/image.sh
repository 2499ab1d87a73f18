#!/bin/bash
# Puts a kernel on a disk image, with the options of `make image`: of a kernel for farjump a sealed copy, of a kernel for
# another loader's protocol the file itself, with its checksum in the boot entry.
#
#   image.sh OUT [--quiet]       OUT: the directory of stage1.bin, stage1-simple.bin and stage2.bin
#
# The user's options are passed as environment variables, in which a quote, a `$` or a backslash is an ordinary
# character: KERNEL, IMAGE, OPTIONS, SCREEN, STAGE1, COUNT, those of the layout, and MODULES, a list separated by blanks; a
# blank within an item is written with a backslash in front.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=$1 quiet=${2:-}
sealed=$out/sealed-kernel.elf on_image=$out/sealed-kernel.elf

refuse() { echo "make image: $*" >&2; exit 1; }
. disk/build/outputs.sh

run() {
    [ -n "$quiet" ] || { printf '%q ' "$@"; echo; }
    "$@"
}

modules=()
split_modules() {
    local blank=$'\x1F'
    read -r -d '' -a modules <<<"${MODULES//'\ '/$blank}" || true
    modules=("${modules[@]//$blank/ }")
}

: "${OPTIONS=}" "${MODULES=}" "${SCREEN=}"
stage1=$out/stage1.bin
if [ "${STAGE1:-}" = simple ]; then
    [ "${LAYOUT:-}" != floppy ] ||
        refuse "STAGE1=simple LAYOUT=floppy: BIOSes have no extended reads for diskettes, and STAGE1=simple has no others"
    stage1=$out/stage1-simple.bin
fi
split_modules
wishes=(--options "$OPTIONS" --screen "$SCREEN")
inputs=(KERNEL "$KERNEL" "stage 1" "$stage1" "stage 2" "$out/stage2.bin" "sealed kernel" "$sealed"
        "EFI stub" build/bootx64.efi)
for module in "${modules[@]}"; do
    wishes+=(--module "$module")
    inputs+=(module "$module")
done
for name in LAYOUT FAT SECTOR_BYTES SIZE_SECTORS MBR BOOT_RECORD FIRST_LBA COUNT; do
    option=--${name,,}
    [ -z "${!name:-}" ] || wishes+=("${option//_/-}" "${!name}")
done

# Checks the output before anything is written. Sealing writes a copy; the user's kernel is not changed.
check_output "IMAGE" "$IMAGE" "${inputs[@]}"
key=$(build/farjump-check-kernel --key "$KERNEL")
if [ "$key" != kernel ]; then
    report=$(run build/farjump-check-kernel "$KERNEL")
    [ -n "$quiet" ] || printf '%s\n' "$report"
    on_image=$KERNEL
elif [ "$KERNEL" -ef "$sealed" ]; then
    run build/farjump-seal --check "$sealed"
else
    run build/farjump-seal "$KERNEL" "$sealed"
fi
mkdir -p -- "$(dirname -- "$IMAGE")"
run disk/image/mkdisk.sh --image "$IMAGE" --stage1 "$stage1" --stage2 "$out/stage2.bin" --kernel "$on_image" \
    --key "$key" --efi-stub build/bootx64.efi "${wishes[@]}"
