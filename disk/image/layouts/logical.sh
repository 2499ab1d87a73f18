# SPDX-License-Identifier: BSD-2-Clause
# Lays out a disk like mbr.sh, but with the volume in a logical partition. The extended partition starts 1 MiB before
# the volume, with a table of its own. No specification defines this; sfdisk, Windows and Linux agree on it.

plan() {
    stage2_lba=$STAGE2_LBA
    volume_lba=${first_lba:-$((2 * mebibyte))}
    earliest=$((2 * mebibyte))
}

# Both are marked active: the logical one as the one to boot, the extended one because some BIOSes skip a disk without
# an active partition in its MBR.
write_table() {
    local extended=$((volume_lba - mebibyte))
    partition 0:1 $extended:1 <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
1: start=$extended, size=$((partition_sectors + mebibyte)), type=f, bootable
5: start=$volume_lba, size=$partition_sectors, type=$mbr_type, bootable
TABLE
    put_mbr
}
