# A whole disk as one FAT volume, without a table: stage 1 is its boot record, stage 2 in its reserved sectors.

boot_record=yes

plan() {
    [ -z "$first_lba" ] || refuse "--first-lba $first_lba: a superfloppy's volume starts at 0"
    volume_lba=0
    earliest=0
}

write_table() { :; }
