# SPDX-License-Identifier: BSD-2-Clause
# Contains the common part of old.sh and zip.sh: the volume starts at the second track. The gap before it is too short
# for stage 2, which is in the volume's reserved sectors.

boot_record=yes

plan() {
    [ "$sector" = 512 ] || refuse "--sector-bytes $sector: this layout is for sectors of 512"
    volume_lba=${first_lba:-$track}
    earliest=$track
    stage2_lba=$((volume_lba + RESERVED_STAGE2))
}
