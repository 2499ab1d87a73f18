#!/bin/bash
# Builds farjump's disk image: MBR, stage 2 in the gap behind it, one active FAT32 partition with kernel and boot entry.
# Needs neither root nor loop devices, and the same inputs give the same bytes, whenever and wherever it runs.
#
#   mkdisk.sh --image F --stage1 F --stage2 F --kernel F [--options STRING] [--size-sectors N] [--cluster-sectors N]
set -euo pipefail
export LC_ALL=C TZ=UTC
PATH=$PATH:/usr/sbin:/sbin                       # Debian keeps sfdisk and mkfs.fat there, out of a plain user's PATH

readonly sector=512
readonly stage1_code=440                         # bytes 440-509 of the MBR are the disk signature and the partition table
readonly stage2_lba=1                            # layout::stage2_lba
readonly stage2_max=$((60 << 10))                # layout::stage2_max_size
readonly partition_lba=2048                      # 1 MiB, where every partitioning tool of today starts
readonly heads=255 track=63                      # the geometry every BIOS gives to a disk of more than 504 MiB
readonly cylinder=$((heads * track))
readonly smallest=9                              # cylinders: the fewest that hold a valid FAT32 of 1 KiB clusters
readonly fat32_clusters=65525                    # with fewer, a volume is FAT16 by definition (FAT specification, 3.5)
readonly seen_of_fat=12000                       # entries of four bytes that the loader's first read of the volume shows it
readonly reserved=32 fats=2                      # sectors before the first FAT, and copies of it, as FAT32 has them

refuse() { echo "mkdisk.sh: $*" >&2; exit 1; }

need_file() {    # OPTION FILE: an input must be there and hold something
    [ -n "$2" ] || refuse "$1 is missing"
    [ -f "$2" ] || refuse "$1 $2: there is no such file"
    [ -r "$2" ] || refuse "$1 $2: cannot be read"
    [ -s "$2" ] || refuse "$1 $2: the file is empty"
}

need_number() {  # OPTION VALUE
    [[ $2 =~ ^[1-9][0-9]{0,9}$ ]] || refuse "$1 $2: a number of sectors is wanted"
}

image= stage1= stage2= kernel= options= size_sectors= cluster_sectors=
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || refuse "$1 needs a value"
    case $1 in
        --image) image=$2 ;;
        --stage1) stage1=$2 ;;
        --stage2) stage2=$2 ;;
        --kernel) kernel=$2 ;;
        --options) options=$2 ;;
        --size-sectors) need_number "$1" "$2"; size_sectors=$2 ;;
        --cluster-sectors) need_number "$1" "$2"; cluster_sectors=$2 ;;
        *) refuse "unknown option $1" ;;
    esac
    shift 2
done

[ -n "$image" ] || refuse "--image is missing"
[ ! -d "$image" ] || refuse "--image $image: is a directory"
[ -d "$(dirname "$image")" ] || refuse "--image $image: its directory does not exist"
need_file --stage1 "$stage1"
need_file --stage2 "$stage2"
need_file --kernel "$kernel"
[[ $options != *[[:cntrl:]]* ]] || refuse "--options: a boot entry's line can hold no control characters"

case ${cluster_sectors:-1} in
    1|2|4|8|16|32|64|128) ;;
    *) refuse "--cluster-sectors $cluster_sectors: a cluster has 1, 2, 4, … or 128 sectors" ;;
esac

stage1_size=$(stat -L -c %s "$stage1")
stage2_size=$(stat -L -c %s "$stage2")
kernel_size=$(stat -L -c %s "$kernel")
[ "$stage1_size" = $sector ] || refuse "--stage1 $stage1: has $stage1_size bytes, a boot sector has $sector"
[ "$stage2_size" -le $stage2_max ] || refuse "--stage2 $stage2: has $stage2_size bytes, at most $stage2_max fit"
[ "$kernel_size" -lt $((4 << 30)) ] || refuse "--kernel $kernel: has $kernel_size bytes, a file on FAT less than 4 GiB"
cmp -s <(tail -c +$((stage1_code + 1)) "$stage1" | head -c $((sector - stage1_code - 2))) \
       <(head -c $((sector - stage1_code - 2)) /dev/zero) ||
    refuse "--stage1 $stage1: has bytes behind offset $((stage1_code - 1)), where the partition table goes"

# What a partition of $1 sectors holds in clusters of $2 sectors (four bytes of FAT each).
clusters_of() { echo $((($1 - reserved) * sector / ($2 * sector + 4 * fats))); }

is_fat32() { [ "$(clusters_of "$1" "$2")" -ge $((fat32_clusters + 64)) ]; }    # as mkfs.fat: 64 away from the edge

# Large clusters keep the FAT short, and so the loader's reads few; 4 KiB ones go with pages and modern disks.
largest_cluster() {
    local candidate
    for candidate in 8 4 2; do
        if is_fat32 "$1" $candidate; then break; fi
    done
    echo $candidate
}

kernel_fits() {  # PARTITION-SECTORS CLUSTER-SECTORS: a hundred clusters are more than directories and entries take
    local clusters=$((kernel_size / ($2 * sector) + 100))
    [ "$(clusters_of "$1" "$2")" -ge $clusters ] || return
    [ -n "$size_sectors$cluster_sectors" ] || [ "$2" = 8 ] || [ $clusters -le $seen_of_fat ]
}

cylinders=$((${size_sectors:-$smallest * cylinder} / cylinder))
while true; do
    partition=$((cylinders * cylinder - partition_lba))
    cluster=${cluster_sectors:-$(largest_cluster $partition)}
    if kernel_fits $partition $cluster && is_fat32 $partition $cluster; then break; fi
    [ -z "$size_sectors" ] || refuse "--size-sectors $size_sectors: too small for FAT32 in clusters of $cluster sectors" \
                                     "and a kernel of $kernel_size bytes"
    cylinders=$((cylinders + 1))
done
size_sectors=${size_sectors:-$((cylinders * cylinder))}

# Signature and volume number tell disks apart, so they follow from what is on the disk; "1" keeps both from being zero.
digest=$({ cat "$stage1" "$stage2" "$kernel"; echo "$options $size_sectors $cluster"; } | sha256sum)
signature=1${digest:0:7}
volume_id=1${digest:7:7}

# The image appears under its name only when it is whole: it is built beside it, on the same file system, then renamed.
image=$(realpath "$image") stage1=$(realpath "$stage1") stage2=$(realpath "$stage2") kernel=$(realpath "$kernel")
work=$(mktemp -d "$(dirname "$image")/.mkdisk.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

truncate -s $((size_sectors * sector)) disk.img          # sparse: what is never written takes no space

# --no-reread, --no-tell-kernel: it is a file. No geometry is given: sfdisk takes 255/63 for files, and says it in CHS.
sfdisk --quiet --no-reread --no-tell-kernel disk.img <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
start=$partition_lba, size=$partition, type=c, bootable
TABLE

dd if="$stage1" of=disk.img bs=$stage1_code count=1 conv=notrunc status=none
dd if="$stage2" of=disk.img bs=$sector seek=$stage2_lba conv=notrunc status=none

# -h, -g: hidden sectors and geometry, which a file does not tell. -i comes last: --invariant sets it too.
mkfs.fat -F 32 -S $sector -s "$cluster" -R $reserved -f $fats -h $partition_lba -g $heads/$track -n FARJUMP \
         --invariant -i "$volume_id" --offset $partition_lba disk.img >mkfs.log || refuse "mkfs.fat: $(cat mkfs.log)"

# mtools reads no settings of the user's, and gives every file the same date.
export MTOOLSRC=/dev/null SOURCE_DATE_EPOCH=1704067200
readonly volume=disk.img@@$((partition_lba * sector))
put() { mcopy -i $volume "$1" "::$2" </dev/null; }

# Directories and small files first, the kernel last: all lie in one run from the volume's start, the kernel in one piece.
printf 'default farjump\n' >loader.conf
printf 'title farjump\nkernel /boot/kernel.elf\n%s' "${options:+options $options$'\n'}" >farjump.conf
mmd -i $volume ::/boot ::/loader ::/loader/entries
put loader.conf /loader/loader.conf
put farjump.conf /loader/entries/farjump.conf
put "$kernel" /boot/kernel.elf

mv -f disk.img "$image"
