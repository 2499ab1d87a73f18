# As mbr.sh, but as disks were laid out before 1 MiB became the custom, for BIOSes that expect it: the first partition
# starts at the second track. The gap is too short for stage 2, which lies in the volume's reserved sectors. A second
# partition, empty, of one cylinder, keeps BIOSes that look at the table from taking a stick for a diskette.

boot_record=yes
readonly non_fs_data=da                          # sfdisk's list of types has it; nobody looks for files in it

plan() {
    [ "$sector" = 512 ] || refuse "--sector-bytes $sector: this layout is for sectors of 512"
    volume_lba=${first_lba:-$track}
    earliest=$track
    stage2_lba=$((volume_lba + record_stage2))
    behind=$((heads * track))
}

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
