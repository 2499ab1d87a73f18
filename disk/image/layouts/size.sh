# SPDX-License-Identifier: BSD-2-Clause
# Chooses the sizes of disk, volume and clusters: whole cylinders, and clusters that give the requested FAT type.
# Microsoft, "FAT: General Overview of On-Disk Format" 1.03, 3.5: the number of clusters alone determines the type.

readonly fats=2                                  # copies of the FAT
readonly seen_of_fat=12000                       # FAT32 entries in the loader's first read of the volume

# The number of clusters of $2 sectors in a volume of $1 sectors. Counts in quarters of a byte, for FAT12's 12 bits.
clusters_of() { echo $((($1 - reserved - root_sectors) * sector * 4 / ($2 * sector * 4 + fat * fats / 2))); }

# True if that makes the requested type: at least 64 clusters away from the limits, as mkfs.fat requires.
is_wanted_fat() {
    local clusters
    clusters=$(clusters_of "$1" "$2")
    case $fat in
        12) [ "$clusters" -gt 0 ] && [ "$clusters" -le $((FEWEST_CLUSTERS_OF_FAT16 - 1 - 64)) ] ;;
        16) [ "$clusters" -ge $((FEWEST_CLUSTERS_OF_FAT16 + 64)) ] && [ "$clusters" -le $((FEWEST_CLUSTERS_OF_FAT32 - 1 - 64)) ] ;;
        32) [ "$clusters" -ge $((FEWEST_CLUSTERS_OF_FAT32 + 64)) ] ;;
    esac
}

# FAT32: large clusters keep the FAT short, so that the loader needs few reads; 4 KiB is the size of pages and of modern
# disks' sectors. FAT12, FAT16: their FATs are short, so clusters grow only when there would be too many.
choose_cluster() {
    local candidate candidates='1 2 4 8 16 32 64 128'
    case $fat-$sector in
        32-512) candidates='8 4 2' ;;
        32-*) candidates=1 ;;
    esac
    for candidate in $candidates; do
        if is_wanted_fat "$1" "$candidate"; then break; fi
    done
    echo "$candidate"
}

# The number of clusters of $1 sectors for all files: a hundred are enough for directories and entries.
clusters_of_files() { echo $((files_size / ($1 * sector) + ${#modules[@]} + 100)); }

files_fit() {    # VOLUME-SECTORS CLUSTER-SECTORS
    local clusters
    clusters=$(clusters_of_files "$2")
    [ "$(clusters_of "$1" "$2")" -ge $clusters ] || return
    [ "$fat" != 32 ] || [ -n "$size_sectors$cluster_sectors" ] || [ "$2" = 8 ] || [ $clusters -le $seen_of_fat ]
}

# Chooses the smallest disk of whole cylinders with room for all files, unless a size was requested.
choose_size() {
    local cylinder=$((heads * track)) cylinders
    cylinders=$((size_sectors ? size_sectors / cylinder : (volume_lba + behind) / cylinder + 1))
    while true; do
        volume=$((cylinders * cylinder - volume_lba - behind))
        cluster=${cluster_sectors:-$(choose_cluster $volume)}
        if [ $volume -gt 0 ] && files_fit $volume "$cluster" && is_wanted_fat $volume "$cluster"; then break; fi
        [ -z "$size_sectors" ] || refuse "--size-sectors $size_sectors: too small or too large for FAT$fat" \
                                         "in clusters of $cluster sectors and files of $files_size bytes"
        [ "$fat" = 32 ] || [ $volume -lt $((4 << 30 >> 9)) ] ||
            refuse "no FAT$fat volume holds files of $files_size bytes"
        cylinders=$((cylinders + 1))
    done
    size_sectors=${size_sectors:-$((cylinders * cylinder))}
}

# The number of sectors that the loader reads first: up to the FAT entries of all files, and of as many again, because an
# update writes a new kernel behind the old one. 0, the longest read, if that is more than a read can bring; and on FAT12
# and FAT16, where the longest read may bring the directories too.
first_read() {
    local sectors=$((reserved + ($(clusters_of_files "$cluster") * 2 * 4 + sector - 1) / sector))
    echo $((fat == 32 && sectors < 128 ? sectors : 0))
}
