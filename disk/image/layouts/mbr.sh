# SPDX-License-Identifier: BSD-2-Clause
# Lays out a disk with a partition table in the MBR, stage 2 in the gap behind it, and one active primary partition.
# UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).

boot_record=${boot_record:-yes}

plan() {
    stage2_lba=$STAGE2_LBA
    volume_lba=${first_lba:-$mebibyte}           # where current partitioning tools start
    earliest=$mebibyte
}

write_table() {
    partition 0:1 <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
start=$volume_lba, size=$partition_sectors, type=$mbr_type, bootable
TABLE
    put_mbr
}
