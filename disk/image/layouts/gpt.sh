# SPDX-License-Identifier: BSD-2-Clause
# Lays out a disk with a GUID partition table: stage 1 in the protective MBR, stage 2 in a BIOS boot partition, the
# volume in an EFI system partition, where the Boot Loader Specification expects /loader/entries. UEFI specification,
# "GUID Partition Table".

readonly entries=32                              # sectors of 512 bytes that the table's 128 entries take
readonly bios_boot=21686148-6449-6E6F-744E-656564454649
readonly efi_system=C12A7328-F81F-11D2-BA4B-00A0C93EC93B

plan() {
    stage2_lba=$((2 + entries))                  # behind protective MBR, header and entries
    volume_lba=${first_lba:-$mebibyte}
    earliest=$mebibyte
    behind=$((entries + 1))                      # the backup: entries, header
}

write_table() {
    partition 0:1 1:1 2:$entries $((size_sectors - 1 - entries)):$entries $((size_sectors - 1)):1 <<TABLE
label: gpt
label-id: $(guid 0)
unit: sectors
first-lba: $stage2_lba
start=$stage2_lba, size=$((mebibyte - stage2_lba)), type=$bios_boot, uuid=$(guid 1), name=stage2
start=$volume_lba, size=$partition_sectors, type=$efi_system, uuid=$(guid 2), name=farjump, attrs=LegacyBIOSBootable
TABLE
    put_mbr
    # Many BIOSes skip a disk without an active partition; fewer object to an active partition in a protective MBR.
    load disk.img 0
    set_number $BOOT_SECTOR_TABLE 1 128
    store disk.img 0
}

# A GUID derived from the contents of the disk: version 4, variant 1 (RFC 4122). $1 is its last digit.
guid() { echo "${digest:14:8}-${digest:22:4}-4${digest:26:3}-8${digest:29:3}-${digest:32:11}$1"; }
