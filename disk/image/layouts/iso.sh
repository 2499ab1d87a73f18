# SPDX-License-Identifier: BSD-2-Clause
# Lays out one file that boots as a CD, as a disk and as a stick: like mbr.sh, but with an ISO 9660 file system before the
# volume. Its first 16 sectors of 2048 bytes are free for the MBR; stage 2 is too long for them, and is a file of the
# ISO, as are stage 1 of the CD (stage1/cd.asm) and a small FAT volume for UEFI, which El Torito's boot catalog names. The
# loader never reads the ISO's directory. The MBR counts sectors of 512 bytes, also on the CD.
# ECMA-119, "Volume Space" (6.1), "Primary Volume Descriptor" (8.4); "El Torito" 1.0; UEFI specification, "ISO-9660 and
# El Torito" (13.3.2).

readonly cd_sector=2048
readonly iso_tree=iso                            # a directory of files with short names in capitals, as ISO 9660 has them
boot_record=${boot_record:-yes}

plan() {
    local per_cd_sector=$((cd_sector / sector))
    [ "$sector" = $SECTOR_SIZE ] || refuse "--sector-bytes $sector: the table of an ISO counts $SECTOR_SIZE"
    command -v xorriso >/dev/null || refuse "--layout iso needs xorriso: install the Debian package xorriso"
    need_file --stage1-cd "$stage1_cd"
    [ "$(stat -L -c %s -- "$stage1_cd")" = $cd_sector ] ||
        refuse "--stage1-cd $stage1_cd: a CD's boot sector has $cd_sector bytes"
    stage1_cd=$(realpath -- "$stage1_cd")
    volume_lba=${first_lba:-$mebibyte}
    [ $((volume_lba % per_cd_sector)) = 0 ] ||
        refuse "--first-lba $first_lba: the volume starts at a CD's sector of $cd_sector bytes"
    earliest=$mebibyte
}

# With fixed dates, and no owners and permissions of this machine.
make_iso() {
    mkdir $iso_tree
    cp "$stage2" $iso_tree/STAGE2.BIN
    cp "$stage1_cd" $iso_tree/CD.BIN
    echo "The kernel is on the partition, a FAT volume behind this one." >$iso_tree/README.TXT
    local for_uefi=()
    if [ -n "$efi_stub" ]; then
        make_efi_volume
        for_uefi=(-eltorito-alt-boot -e EFI.IMG -no-emul-boot)
    fi
    touch -d "@$SOURCE_DATE_EPOCH" $iso_tree $iso_tree/*
    xorriso -as mkisofs -quiet --norock -V FARJUMP -o iso.img --modification-date="$(date -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S)00" \
        -c BOOT.CAT -b CD.BIN -no-emul-boot -boot-load-size $((cd_sector / SECTOR_SIZE)) "${for_uefi[@]}" $iso_tree \
        >xorriso.log 2>&1 || refuse "xorriso: $(cat xorriso.log)"
    [ "$(stat -c %s iso.img)" -le $((volume_lba * sector)) ] || refuse "the ISO is longer than the $volume_lba sectors before the volume"
}

# A volume that a UEFI PC gets from the boot catalog. The same program is on the volume with the kernel, for sticks.
make_efi_volume() {
    mkfs.fat -F 12 -s 1 -r 16 -n FARJUMP --invariant -i "$volume_id" -C $iso_tree/EFI.IMG 64 >mkfs.log 2>&1 ||
        refuse "mkfs.fat: $(cat mkfs.log)"
    mmd -i $iso_tree/EFI.IMG ::/EFI ::/EFI/BOOT
    mcopy -i $iso_tree/EFI.IMG "$efi_stub" ::/EFI/BOOT/BOOTX64.EFI
}

# The first sector, of 2048 bytes, of a file of the ISO.
place_in_iso() {
    xorriso -indev iso.img -find "/$1" -exec report_lba 2>/dev/null | awk -F , '/^File data lba/ { print $2 + 0 }'
}

# The partition ends at a cylinder boundary, as in other layouts; the file, with a sector of the CD.
write_table() {
    truncate -s %$cd_sector disk.img
    partition 0:1 <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
start=$volume_lba, size=$partition_sectors, type=$mbr_type, bootable
TABLE
    make_iso
    dd if=iso.img of=disk.img bs=$cd_sector skip=16 seek=16 conv=notrunc status=none
    local stage2_in_cd cd_boot
    stage2_in_cd=$(place_in_iso STAGE2.BIN) cd_boot=$(place_in_iso CD.BIN)
    stage2_lba=$((stage2_in_cd * (cd_sector / sector)))
    put_mbr
    local at=$((cd_boot * cd_sector))
    load disk.img $at
    set_number $((BOOT_SECTOR_CODE_BEGIN + 2)) 4 "$stage2_in_cd"
    set_number $BOOT_SECTOR_FIRST_READ 1 "$(first_read)"
    set_number $BOOT_SECTOR_IDENTITY 4 $((16#$signature))
    store disk.img $at
    put_volume_size
}

# Writes the Volume Space Size, in both byte orders: the whole file, so that programs that copy a CD copy all of it.
put_volume_size() {
    local sectors=$(($(stat -c %s disk.img) / cd_sector)) byte reversed=0
    for byte in 0 8 16 24; do reversed=$((reversed << 8 | (sectors >> byte & 255))); done
    load disk.img $((16 * cd_sector))
    set_number 80 4 $sectors
    set_number 84 4 $reversed
    store disk.img $((16 * cd_sector))
}
