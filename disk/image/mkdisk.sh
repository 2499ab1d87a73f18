#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Builds farjump's disk images: stage 1, stage 2, a partition table, one FAT volume with kernel and boot entry. Needs
# neither root nor loop devices. The same inputs produce the same bytes at any time and on any machine.
#
#   mkdisk.sh --image F --stage1 F --stage2 F --kernel F [--options STRING] [--module F]… [--screen native|text|WxH]
#             [--key kernel|linux|multiboot|multiboot2|limine] [--efi-stub F] [--layout mbr|logical|gpt|superfloppy|floppy|old|zip|iso] [--fat 12|16|32]
#             [--mbr jump|ms] [--boot-record yes|no] [--sector-bytes 512|4096] [--size-sectors N]
#             [--cluster-sectors N] [--first-lba N] [--count yes|no] [--stage1-cd F] [--unpack-module F]… [--entry F] [--farjump F]
#
# --boot-record: makes the partition's own first sector bootable, too. Layouts other than mbr, logical, gpt and iso require
# it; on mbr and iso it is the default, because a few BIOSes present only a stick's partition, as a diskette.
# --mbr: the start of the disk's first sector: a jump, or the same bytes as Microsoft's.
# --efi-stub: the program for a PC that supports only UEFI, \EFI\BOOT\BOOTX64.EFI (stage1/efi_stub.asm).
# --key: names the kernel in the boot entry; limine stands for the lines `kernel` and `protocol limine`. With the
# others than `kernel` the entry has checksums of kernel and modules.
# --module: a file for the kernel, put into /boot/modules; may be given several times.
# --unpack-module: like --module; the loader unpacks the file, which is packed by LZ4 or gzip.
# --entry: the text of the boot entry; options and screen are then in it.
# --farjump: the program farjump.
# --count: the image has a state file, in which the loader counts how often it may still start the entry: three times,
# until the kernel marks a boot as good (docs/counting.md).
# --stage1-cd: stage 1 of the CD that --layout iso makes; by default stage1-cd.bin beside --stage1.
# --first-lba: the first sector of the volume. disk/image/layouts/ has a file for each layout, and their common code.
set -euo pipefail
export LC_ALL=C TZ=UTC
PATH=$PATH:/usr/sbin:/sbin                       # Debian keeps sfdisk and mkfs.fat there, out of a plain user's PATH

refuse() { echo "mkdisk.sh: $*" >&2; exit 1; }
here=$(dirname -- "$0")
# SECTOR_SIZE and other names in capitals: include/units.hpp, include/layout.hpp, include/boot_sector.hpp.
constants=$here/constants.sh                      # where farjump is installed
[ -f "$constants" ] || constants=$here/../../build/host/constants.sh
[ -f "$constants" ] || refuse "build/host/constants.sh is missing: 'make build/host/constants.sh' makes it"
. "$constants"
if [ -f "$here/outputs.sh" ]; then . "$here/outputs.sh"; else . "$here/../build/outputs.sh"; fi
. "$here/module_names.sh"

# Any sector size and layout: 55AAh at byte 1FEh.
is_image() { [ "$(od -An -tx1 -j"$BOOT_SECTOR_SIGNATURE" -N2 -- "$1")" = ' 55 aa' ]; }

need_file() {    # OPTION FILE: an input must exist and must not be empty
    [ -n "$2" ] || refuse "$1 is missing"
    [ -f "$2" ] || refuse "$1 $2: there is no such file"
    [ -r "$2" ] || refuse "$1 $2: cannot be read"
    [ -s "$2" ] || refuse "$1 $2: the file is empty"
}

need_number() {  # OPTION VALUE
    [[ $2 =~ ^[1-9][0-9]{0,11}$ ]] || refuse "$1 $2: a number of sectors is wanted"
}

image= stage1= stage1_cd= stage2= kernel= key=kernel efi_stub= options= modules=() screen= layout=mbr fat= mbr=jump boot_record=
sector=512 size_sectors= cluster_sectors= first_lba= count=no module_keys=() entry= farjump=$here/../../build/farjump
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || refuse "$1 needs a value"
    case $1 in
        --image) image=$2 ;;
        --stage1) stage1=$2 ;;
        --stage1-cd) stage1_cd=$2 ;;
        --stage2) stage2=$2 ;;
        --kernel) kernel=$2 ;;
        --key) key=$2 ;;
        --efi-stub) efi_stub=$2 ;;
        --options) options=$2 ;;
        --screen) screen=$2 ;;
        --module | --unpack-module) modules+=("$2") module_keys+=("${1#--}") ;;
        --entry) entry=$2 ;;
        --farjump) farjump=$2 ;;
        --layout) layout=$2 ;;
        --fat) fat=$2 ;;
        --mbr) mbr=$2 ;;
        --boot-record) boot_record=$2 ;;
        --sector-bytes) sector=$2 ;;
        --size-sectors) need_number "$1" "$2"; size_sectors=$2 ;;
        --cluster-sectors) need_number "$1" "$2"; cluster_sectors=$2 ;;
        --first-lba) need_number "$1" "$2"; first_lba=$2 ;;
        --count) count=$2 ;;
        *) refuse "unknown option $1" ;;
    esac
    shift 2
done

need_one_of() {  # OPTION VALUE CHOICES
    [[ " $3 " == *" $2 "* ]] || refuse "$1 $2: one of $3 is wanted"
}
[[ $screen =~ ^(native|text|[1-9][0-9]{0,4}x[1-9][0-9]{0,4})?$ ]] ||
    refuse "--screen $screen: native, text or a size such as 1024x768 is wanted"
need_one_of --key "$key" "kernel linux multiboot multiboot2 limine"
need_one_of --layout "$layout" "mbr logical gpt superfloppy floppy old zip iso"
need_one_of --fat "${fat:-32}" "12 16 32"
need_one_of --mbr "$mbr" "jump ms"
need_one_of --boot-record "${boot_record:-yes}" "yes no"
need_one_of --count "$count" "yes no"
need_one_of --sector-bytes "$sector" "512 4096"

[ "$layout" != iso ] || stage1_cd=${stage1_cd:-$(dirname -- "$stage1")/stage1-cd.bin}
[ -n "$image" ] || refuse "--image is missing"
[ -d "$(dirname -- "$image")" ] || refuse "--image $image: its directory does not exist"
inputs=(--stage1 "$stage1" --stage1-cd "$stage1_cd" --stage2 "$stage2" --kernel "$kernel" --efi-stub "$efi_stub")
for module in "${modules[@]}"; do inputs+=(--module "$module"); done
check_output --image "$image" "${inputs[@]}"
[ ! -s "$image" ] || is_image "$image" ||
    refuse "--image $image: is there already, and is no disk image; remove it first, if it may go"
need_file --stage1 "$stage1"
need_file --stage2 "$stage2"
need_file --kernel "$kernel"
[ -z "$efi_stub" ] || need_file --efi-stub "$efi_stub"
for module in "${modules[@]}"; do
    [ -f "$module" ] && [ -r "$module" ] ||
        refuse "--module $(printf %q "$module"): there is no such file, or it cannot be read"
done
check_module_names "${modules[@]}"
[[ $key != multiboot* && $key != limine ]] || check_no_blanks "${modules[@]}"
[ "$key$count" = kernelno ] || [ -x "$farjump" ] || refuse "$farjump is missing: 'make build/farjump' makes it"
[ -z "$entry" ] || need_file --entry "$entry"
[[ $options != *[[:cntrl:]]* ]] || refuse "--options: a boot entry's line can hold no control characters"

layouts=$(realpath -- "$here/layouts")
. "$layouts/sectors.sh"
. "$layouts/size.sh"

case ${cluster_sectors:-1} in
    1|2|4|8|16|32|64|128) ;;
    *) refuse "--cluster-sectors $cluster_sectors: a cluster has 1, 2, 4, … or 128 sectors" ;;
esac

{ read -r stage1_size; read -r stage2_size; read -r kernel_size; mapfile -t other_sizes; } \
    < <(stat -L -c %s -- "$stage1" "$stage2" "$kernel" "${modules[@]}" ${efi_stub:+"$efi_stub"})
files_size=$kernel_size
[ "$count" = no ] || files_size=$((files_size + (20 << 10)))          # the state file
for size in "${other_sizes[@]}"; do files_size=$((files_size + size)); done
for at in "${!modules[@]}"; do
    [ "${other_sizes[at]}" -lt $((4 << 30)) ] ||
        refuse "--module ${modules[at]}: has ${other_sizes[at]} bytes, a file on FAT less than 4 GiB"
done
[ "$stage1_size" = $SECTOR_SIZE ] || refuse "--stage1 $stage1: has $stage1_size bytes, a boot sector has $SECTOR_SIZE"
core_size=$(core_size)
[ "$core_size" -le $STAGE2_PACKED_MAX_SIZE ] ||
    refuse "--stage1 $stage1: reads $core_size bytes of stage 2, at most $STAGE2_PACKED_MAX_SIZE fit"
[ "$stage2_size" -ge "$core_size" ] && [ "$stage2_size" -le $STAGE2_MAX_SIZE ] ||
    refuse "--stage2 $stage2: has $stage2_size bytes, $core_size to $STAGE2_MAX_SIZE are due"
[ $((core_size % sector)) = 0 ] && [ $((stage2_size % sector)) = 0 ] || refuse "--stage2 $stage2: has $stage2_size bytes, not whole sectors of $sector"
[ "$kernel_size" -lt $((4 << 30)) ] || refuse "--kernel $kernel: has $kernel_size bytes, a file on FAT less than 4 GiB"
load "$stage1" 0
[[ ${bytes[*]:BOOT_SECTOR_CODE_END:SECTOR_SIZE - BOOT_SECTOR_CODE_END - 2} != *[!0\ ]* ]] ||
    refuse "--stage1 $stage1: has bytes behind offset $((BOOT_SECTOR_CODE_END - 1)), where the partition table goes"

# The plan: first the places that the layout fixes, then the remaining room for the volume.
heads=255 track=63                               # the geometry every BIOS gives to a disk of more than 504 MiB
mebibyte=$(((1 << 20) / sector))
behind=0                                         # sectors that the layout needs behind the volume
mkfs_options=()
. "$layouts/$layout.sh"
boot_record=${boot_record:-no}
fat=${fat:-32}
case $fat in
    32) reserved=8 root_sectors=0 mbr_type=c ;;
    16) reserved=4 root_sectors=32 mbr_type=e ;;
    12) reserved=4 root_sectors=32 mbr_type=1 ;;
esac
# The place of a boot record's stage 2: in the partition, behind the volume. If the layout has no such place, in the
# reserved sectors, where it pushes the FAT out of the loader's first read. Behind stage 2, 1 MiB stays unused: a BIOS
# that uses a geometry of its own may not reach the last cylinder, which is incomplete.
record_sectors=0
if [ $boot_record = yes ]; then
    case $layout in
        mbr|logical|gpt|iso) record_sectors=$((stage2_size / sector + mebibyte)) ;;
        *) reserved=$((RESERVED_STAGE2 + stage2_size / sector)) ;;
    esac
fi
plan
behind=$((behind + record_sectors))
[ "$volume_lba" -ge $earliest ] || refuse "--first-lba $first_lba: the volume starts at $earliest or behind it"
choose_size
partition_sectors=$((volume + record_sectors))
record_stage2=$((record_sectors > 0 ? volume : RESERVED_STAGE2))
[ $layout = gpt ] || [ "$size_sectors" -lt $((1 << 32)) ] ||
    refuse "a disk of $size_sectors sectors: more than 32 bits need --layout gpt"
[ $mbr = jump ] || [ "$volume_lba" != 0 ] || refuse "--mbr $mbr: this layout has no MBR"
[ $boot_record = no ] || [ "$volume_lba" -lt $(((1 << 32) - record_stage2)) ] ||
    refuse "--first-lba $first_lba: a boot record knows 32 bits of its place"

# Signature and volume number distinguish disks, so they are derived from the contents; "1" keeps both from being zero.
wishes="$options $screen ${modules[*]##*/} $layout $fat $mbr $boot_record $sector $volume_lba $size_sectors $cluster"
[ "$key" = kernel ] || wishes+=" $key"
[ $count = no ] || wishes+=" count"
[[ ${module_keys[*]} != *unpack-module* ]] || wishes+=" ${module_keys[*]}"
digest=$({ cat "$stage1" ${stage1_cd:+"$stage1_cd"} "$stage2" "$kernel" ${efi_stub:+"$efi_stub"} "${modules[@]}" ${entry:+"$entry"}; echo "$wishes"; } | sha256sum)
signature=1${digest:0:7}
volume_id=1${digest:7:7}

# The image is built beside its final path, on the same file system, and renamed when it is complete.
image=$(realpath -- "$image")
for name in stage1 stage2 kernel efi_stub entry farjump; do
    [[ -z ${!name} || ${!name} == /* ]] || printf -v $name '%s/%s' "$PWD" "${!name}"
done
for at in "${!modules[@]}"; do [[ ${modules[at]} == /* ]] || modules[at]=$PWD/${modules[at]}; done
work=$(mktemp -d "$(dirname "$image")/.mkdisk.$$.XXXXXX")    # farjump looks there how far the work is
trap 'rm -rf "$work"' EXIT
cd "$work"

export MTOOLSRC=/dev/null                        # mtools ignores the user's settings
export SOURCE_DATE_EPOCH=1704067200              # the date of all files
truncate -s $((size_sectors * sector)) disk.img          # sparse: unwritten parts take no space
write_table

# -h, -g: hidden sectors and geometry, which mkfs.fat cannot find out from a file. -i comes last: --invariant sets it
# too.
hidden=$((volume_lba < 1 << 32 ? volume_lba : 0))
mkfs.fat -F "$fat" -S "$sector" -s "$cluster" -R "$reserved" -f $fats -h $hidden -g $heads/$track -n FARJUMP \
         --mbr=n "${mkfs_options[@]}" --invariant -i "$volume_id" --offset "$volume_lba" \
         disk.img $((volume * sector / 1024)) >mkfs.log 2>&1 || refuse "mkfs.fat: $(cat mkfs.log)"
[ $boot_record = no ] || put_boot_record

# mtools reads names as UTF-8.
export LC_ALL=C.UTF-8
readonly drive=disk.img@@$((volume_lba * sector))
put() { mcopy -i $drive "$1" "::$2" </dev/null; }

case $key in
    kernel) kernel_path=/boot/kernel.elf ;;
    linux) kernel_path=/boot/vmlinuz ;;
    *) kernel_path=/boot/kernel ;;
esac
key_lines=$key
[ "$key" != limine ] || key_lines=$'protocol limine\nkernel'
checksum_line() {    # FILE PATH
    local sum
    sum=$("$farjump" entry checksum "$1")
    printf 'checksum %s %s\n' "${sum%% *}" "$2"
}

# First directories and small files, then the kernel, contiguous and near the start, then the modules; last the file
# that the loader never reads.
printf 'default farjump\n' >loader.conf
generated_entry() {
    local at
    printf 'title farjump\n%s %s\n%s' "$key_lines" $kernel_path "${options:+options $options$'\n'}"
    [ -z "$screen" ] || echo "screen $screen"
    for at in "${!modules[@]}"; do printf '%s /boot/modules/%s\n' "${module_keys[at]}" "${modules[at]##*/}"; done
    [ "$key" != kernel ] || return 0
    checksum_line "$kernel" $kernel_path
    for module in "${modules[@]}"; do checksum_line "$module" "/boot/modules/${module##*/}"; done
}
if [ -n "$entry" ]; then cp -- "$entry" farjump.conf; else generated_entry >farjump.conf; fi
mmd -i $drive ::/boot ::/loader ::/loader/entries
put loader.conf /loader/loader.conf
put farjump.conf /loader/entries/farjump.conf
if [ $count = yes ]; then                        # on the new volume its clusters are contiguous
    mkdir -p counted/loader
    "$farjump" entry state --count farjump:3 counted >/dev/null
    put counted/loader/farjump.state /loader/farjump.state
fi
put "$kernel" $kernel_path
[ ${#modules[@]} = 0 ] || mmd -i $drive ::/boot/modules
for module in "${modules[@]}"; do put "$module" "/boot/modules/${module##*/}"; done
[ ${#modules[@]} = 0 ] || check_names_on_volume "${modules[@]}"
if [ -n "$efi_stub" ]; then
    mmd -i $drive ::/EFI ::/EFI/BOOT
    put "$efi_stub" /EFI/BOOT/BOOTX64.EFI
fi

mv -fT disk.img "$image"
