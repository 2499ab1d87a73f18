# SPDX-License-Identifier: BSD-2-Clause
# Lays out a whole disk as one FAT volume without a partition table: stage 1 is the volume's boot record, and stage 2 is
# in its reserved sectors.

boot_record=yes

plan() {
    [ -z "$first_lba" ] || refuse "--first-lba $first_lba: a superfloppy's volume starts at 0"
    volume_lba=0
    earliest=0
}

write_table() { :; }
