// Finding the volume to boot from: which partitions the disk has, and the first that holds something to boot.
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/volumes/volumes.hpp"

#include <cstdint>

namespace boot_volume {

// The drive that stage 1 came from, and what the sector that became stage 1 has at 1B8h.
struct Origin {
    std::uint8_t drive;
    std::uint32_t identity;
};

// The partition to boot from, and the volume in it; or nullptr for both, and what was seen instead.
struct Found {
    Partition const* partition;
    Volume* volume;
    bool has_table;              // the disk has a partition table
    std::uint32_t sector_shift;  // a sector has 1 << sector_shift bytes
    std::uint32_t sound_volumes; // of a file system that the loader reads, with nothing to boot
};

// A damaged candidate ends the search with its error: another volume might hold another kernel, and nobody would know.
// A FAT volume in a partition whose type says otherwise is the last resort, after all of the types for FAT.
// `partitions` is filled with what the disk behind the cache has; one of them is found and mounted in `room`, and then
// the cache covers it.
Result<Found> find(Origin const& origin, DiskCache& cache, PartitionList& partitions, volumes::Room& room);

} // namespace boot_volume
