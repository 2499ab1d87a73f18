# SPDX-License-Identifier: BSD-2-Clause
# Lays out a disk like a ZIP disk, for BIOSes that treat sticks as ZIP disks (USB-ZIP): 64 heads, 32 sectors per track,
# the partition in the fourth entry of the table. UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).

. "$layouts/second_track.sh"
heads=64 track=32
readonly fourth=$((BOOT_SECTOR_TABLE + 3 * BOOT_SECTOR_TABLE_ENTRY))

# sfdisk computes CHS addresses for 255 heads and 63 sectors only. This function therefore writes both addresses of the
# table entry itself.
write_table() {
    partition 0:1 <<TABLE
label: dos
label-id: 0x$signature
unit: sectors
first-lba: $earliest
4: start=$volume_lba, size=$volume, type=$mbr_type, bootable
TABLE
    load disk.img 0
    set_number $((fourth + 1)) 3 "$(chs "$volume_lba")"
    set_number $((fourth + 5)) 3 "$(chs $((volume_lba + volume - 1)))"
    store disk.img 0
    put_mbr
}

# Prints the CHS address of an LBA as a little-endian number of three bytes, as in a table entry: the head; the sector
# and the cylinder's upper two bits; the cylinder's lower eight bits. An LBA beyond the last cylinder gets the last
# address.
chs() {
    local cylinder=$(($1 / track / heads)) head=$(($1 / track % heads)) in_track=$(($1 % track + 1))
    [ $cylinder -lt 1024 ] || cylinder=1023 head=$((heads - 1)) in_track=$track
    echo $((head | (in_track | cylinder >> 8 << 6) << 8 | (cylinder & 255) << 16))
}
