# SPDX-License-Identifier: BSD-2-Clause
# Lays out a diskette of 1.44 MB, or of 2.88 MB if the kernel needs it: like superfloppy.sh, with a diskette's
# parameters.

boot_record=yes
fat=${fat:-12}
heads=2
readonly sizes='2880 5760'                       # sectors: 80 cylinders, 2 heads, 18 or 36 sectors per track

plan() {
    [ "$sector" = 512 ] || refuse "--sector-bytes $sector: a floppy's sectors have 512"
    [ "$fat" = 12 ] || refuse "--fat $fat: a floppy has FAT12"
    [ -z "$first_lba" ] || refuse "--first-lba $first_lba: a floppy's volume starts at 0"
    [[ " $sizes " == *" ${size_sectors:-2880} "* ]] || refuse "--size-sectors $size_sectors: a floppy has one of $sizes"
    volume_lba=0
    earliest=0
    mkfs_options=(-M 0xF0 -D 0 -r 224)           # the media byte, the drive number, the entries of the root directory
}

choose_size() {
    for volume in ${size_sectors:-$sizes}; do
        cluster=${cluster_sectors:-$((volume / 2880))}
        if files_fit "$volume" "$cluster"; then break; fi
    done
    files_fit "$volume" "$cluster" || refuse "files of $files_size bytes do not fit on $volume sectors"
    track=$((volume / 160))
    size_sectors=$volume
}

write_table() { :; }
