// SPDX-License-Identifier: BSD-2-Clause
// Finds the volume to boot from: lists the disk's partitions and selects the first one that holds something to boot.
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/volumes/volumes.hpp"

#include <cstdint>

namespace boot_volume {

// The BIOS drive that stage 1 was read from, and the identity at 1B8h of stage 1's sector.
struct Origin {
    std::uint8_t drive;
    std::uint32_t identity;
    std::uint8_t first_read; // include/boot_sector.hpp; used if stage 1 is the disk's MBR
};

// The partition to boot from and the volume in it, or nullptr for both. The other members describe the disk.
struct Found {
    Partition const* partition;
    Volume* volume;
    bool has_table;              // the disk has a valid partition table
    std::uint32_t sector_shift;  // a sector has 1 << sector_shift bytes
    std::uint32_t sound_volumes; // readable volumes without anything to boot
};

// Fills `partitions` with the partitions of the disk behind the cache. Mounts the one found in `room` and restricts the
// cache to it.
//
// A damaged candidate ends the search with its error: another volume might hold a different kernel, which would then be
// booted unnoticed. A FAT volume in a partition of a type for other contents is the last choice, after all partitions
// of FAT types.
Result<Found> find(Origin const& origin, DiskCache& cache, PartitionList& partitions, volumes::Room& room);

} // namespace boot_volume
