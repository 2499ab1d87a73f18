# SPDX-License-Identifier: BSD-2-Clause
# Lays out a disk like mbr.sh, but as was usual before partitions started at 1 MiB, for BIOSes that expect this: the
# first partition starts at the second track. A second partition, which is empty and has one cylinder, keeps BIOSes that
# examine the table from treating a stick as a diskette.

. "$layouts/second_track.sh"
readonly non_fs_data=da                          # in sfdisk's list of types; systems do not look for files in it
behind=$((heads * track))

write_table() {
    partition 0:1 <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
first-lba: $earliest
start=$volume_lba, size=$volume, type=$mbr_type, bootable
start=$((volume_lba + volume)), size=$behind, type=$non_fs_data
TABLE
    put_mbr
}
