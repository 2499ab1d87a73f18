# SPDX-License-Identifier: BSD-2-Clause
# Writes stage 1, stage 2 and partition tables to disk.img. stage1/mbr.asm contains a list of its operands, which are
# set here.

put_number() {   # FILE OFFSET BYTES VALUE: little-endian
    local byte bytes=
    for ((byte = 0; byte < $3; byte++)); do bytes+=$(printf '\\x%02x' $(($4 >> 8 * byte & 255))); done
    printf '%b' "$bytes" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

put_bytes() {    # FILE FROM COUNT OFFSET: to OFFSET of disk.img
    dd if="$1" of=disk.img bs=1 skip="$2" count="$3" seek="$4" conv=notrunc status=none
}

put_stage2() { dd if="$stage2" of=disk.img bs=$sector seek="$1" conv=notrunc status=none; }     # LBA

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

# Makes stage1.bin with the LBAs of stage 2: FIRST-LBA SECOND-LBA.
tell_stage1() {
    local in_track highest_head first second count sector_size
    read_operands
    cp "$stage1" stage1.bin
    put_number stage1.bin "$in_track" 1 $track
    put_number stage1.bin "$highest_head" 1 $((heads - 1))
    put_number stage1.bin "$first" 4 "$1"
    put_number stage1.bin "$second" 4 "$2"
    put_number stage1.bin "$count" 1 $((core_size / sector))
    put_number stage1.bin "$sector_size" 1 $((sector >> 8))
}

# Writes the first sector of a partitioned disk, and stage 2 at $stage2_lba; both LBAs in stage 1 are the same. The
# sector starts like a FAT volume's, or like Microsoft's MBR, because a few BIOSes boot no other.
put_mbr() {
    tell_stage1 "$stage2_lba" "$stage2_lba"
    put_bytes stage1.bin 0 $BOOT_SECTOR_CODE_END 0
    put_number disk.img $FAT_SECTORS_PER_TRACK 2 $track
    put_number disk.img $FAT_HEADS 2 $heads
    put_number disk.img $BOOT_SECTOR_FIRST_READ 1 $(first_read)
    [ $mbr = jump ] || put_number disk.img 0 4 $BOOT_SECTOR_MICROSOFTS
    put_number disk.img $BOOT_SECTOR_IDENTITY 4 $((16#$signature))
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
        put_bytes stage1.bin 0 $BOOT_SECTOR_JUMP_END $at
        put_bytes stage1.bin $BOOT_SECTOR_CODE_BEGIN $((BOOT_SECTOR_CODE_END - BOOT_SECTOR_CODE_BEGIN)) \
                  $((at + BOOT_SECTOR_CODE_BEGIN))
        put_number disk.img $((at + BOOT_SECTOR_IDENTITY)) 4 $((16#$volume_id))
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
