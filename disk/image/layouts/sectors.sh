# SPDX-License-Identifier: BSD-2-Clause
# Writes stage 1, stage 2 and partition tables to disk.img. stage1/mbr.asm contains a list of its operands, which are
# set here.

# $bytes: 512 bytes in hexadecimal digits. A program for each number would take longer than all other work.
load() {         # FILE OFFSET
    mapfile -t bytes < <(od -An -v -w1 -tx1 -j "$2" -N "$SECTOR_SIZE" "$1")
    bytes=("${bytes[@]# }")
}

store() {        # FILE OFFSET
    local text
    printf -v text '\\x%s' "${bytes[@]}"
    printf '%b' "$text" | dd of="$1" bs=$SECTOR_SIZE iflag=fullblock oflag=seek_bytes seek="$2" conv=notrunc status=none
}

set_number() {   # OFFSET BYTES VALUE: little-endian
    local byte
    for ((byte = 0; byte < $2; byte++)); do printf -v "bytes[$1 + byte]" %02x $(($3 >> 8 * byte & 255)); done
}

put_stage2() {   # LBA
    dd if="$stage2" of=disk.img bs=64K oflag=seek_bytes seek=$(($1 * sector)) conv=notrunc status=none
}

# Reads the offsets of stage 1's operands from its list.
read_operands() {
    read -r in_track highest_head first second count sector_size \
        < <(od -An -tu2 -j $BOOT_SECTOR_OPERANDS -N $BOOT_SECTOR_OPERANDS_SIZE "$stage1")
}

# The number of bytes of stage 2 that stage 1 reads, as assembled: the size of the core. The annex lies behind it.
core_size() {
    local in_track highest_head first second count sector_size
    read_operands
    echo $(($(od -An -tu1 -j "$count" -N 1 "$stage1") * SECTOR_SIZE))
}

# Makes $told_stage1, bytes like $bytes, with the LBAs of stage 2: FIRST-LBA SECOND-LBA.
tell_stage1() {
    local in_track highest_head first second count sector_size
    read_operands
    load "$stage1" 0
    set_number "$in_track" 1 $track
    set_number "$highest_head" 1 $((heads - 1))
    set_number "$first" 4 "$1"
    set_number "$second" 4 "$2"
    set_number "$count" 1 $((core_size / sector))
    set_number "$sector_size" 1 $((sector >> 8))
    told_stage1=("${bytes[@]}")
}

take_stage1() {  # BEGIN END: into $bytes
    local at
    for ((at = $1; at < $2; at++)); do bytes[at]=${told_stage1[at]}; done
}

# Writes the first sector of a partitioned disk, and stage 2 at $stage2_lba; both LBAs in stage 1 are the same. The
# sector starts like a FAT volume's, or like Microsoft's MBR, because a few BIOSes boot no other.
put_mbr() {
    tell_stage1 "$stage2_lba" "$stage2_lba"
    load disk.img 0
    take_stage1 0 $BOOT_SECTOR_CODE_END
    set_number $FAT_SECTORS_PER_TRACK 2 $track
    set_number $FAT_HEADS 2 $heads
    set_number $BOOT_SECTOR_FIRST_READ 1 $(first_read)
    [ $mbr = jump ] || set_number 0 4 $BOOT_SECTOR_MICROSOFTS
    set_number $BOOT_SECTOR_IDENTITY 4 $((16#$signature))
    store disk.img 0
    put_stage2 "$stage2_lba"
}

# Writes the volume's own first sector, except the bytes of mkfs.fat in 03h to 59h. The second LBA of stage 2 counts
# from the volume's start, for BIOSes that present the partition as a drive of its own. FAT32 has a copy of the sector,
# which must be identical (fsck.fat compares them).
put_boot_record() {
    local lba
    tell_stage1 $((volume_lba + record_stage2)) $record_stage2
    for lba in 0 $([ "$fat" != 32 ] || echo 6); do
        local at=$(((volume_lba + lba) * sector))
        load disk.img $at
        take_stage1 0 $BOOT_SECTOR_JUMP_END
        take_stage1 $BOOT_SECTOR_CODE_BEGIN $BOOT_SECTOR_CODE_END
        set_number $BOOT_SECTOR_IDENTITY 4 $((16#$volume_id))
        store disk.img $at
    done
    put_stage2 $((volume_lba + record_stage2))
}

# Runs sfdisk with the table on standard input. sfdisk supports only sectors of 512 bytes. For other sizes it writes to
# a small disk with the same number of sectors, from which each part of the table is copied to its sector here. Parts:
# FIRST-LBA:512-BYTE-SECTORS. --no-reread, --no-tell-kernel: the disk is a file. No geometry is given: sfdisk uses
# 255/63 for files, and writes CHS addresses for it.
partition() {
    local table=disk.img part
    if [ "$sector" != "$SECTOR_SIZE" ]; then
        table=table.img
        truncate -s $((size_sectors * SECTOR_SIZE)) $table
    fi
    sfdisk --quiet --no-reread --no-tell-kernel $table || refuse "sfdisk does not make this table"
    [ $table != disk.img ] || return 0
    for part in "$@"; do
        dd if=$table of=disk.img iflag=skip_bytes oflag=seek_bytes bs=$SECTOR_SIZE count="${part#*:}" \
           skip=$((${part%:*} * SECTOR_SIZE)) seek=$((${part%:*} * sector)) conv=notrunc status=none
    done
}
