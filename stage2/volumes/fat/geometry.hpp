// SPDX-License-Identifier: BSD-2-Clause
// The layout of a FAT volume, computed from its boot sector after all checks.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB".
#pragma once

#include "stage2/storage/disk_cache.hpp"

#include <cstdint>

namespace fat {

struct BootSector;

enum class Type : std::uint8_t { fat12, fat16, fat32 };

// Clusters that are contiguous on the disk and in the file.
struct Extent {
    std::uint32_t first_cluster;
    std::uint32_t cluster_count;
};

// The layout of a volume. Offsets are in bytes from the start of the disk.
struct Geometry {
    static constexpr std::uint32_t first_cluster = 2; // entries 0 and 1 are not for clusters
    static constexpr std::uint32_t fixed_root = 0;    // instead of the root's cluster, on FAT12 and FAT16

    DiskCache* cache;
    Type type;
    std::uint64_t table_offset; // of the FAT in use, or of the first of several copies,
    std::uint64_t table_bytes;  // which are contiguous
    std::uint32_t table_count;
    mutable std::uint32_t table_failures; // number of failed reads of a FAT; selects the copy in use
    std::uint64_t root_offset;            // of the fixed root directory (FAT12 and FAT16)
    std::uint32_t root_bytes;
    std::uint32_t root_cluster;  // FAT32: of the root directory; otherwise fixed_root
    std::uint64_t data_offset;   // of the first cluster
    std::uint32_t cluster_shift; // a cluster has 1 << cluster_shift bytes
    std::uint32_t last_cluster;

    bool has_cluster(std::uint32_t cluster) const { return cluster >= first_cluster && cluster <= last_cluster; }
    std::uint32_t cluster_count() const { return last_cluster - first_cluster + 1; }
    std::uint32_t cluster_size() const { return 1u << cluster_shift; }
    std::uint64_t offset_of(std::uint32_t cluster) const
    {
        return data_offset + std::uint64_t{cluster - first_cluster} * cluster_size();
    }
};

// The layout of the volume in `cache`'s range, after a check of all fields. Errors: bpb_field_invalid,
// partition_too_small, bpb_fat_too_small.
Result<Geometry> geometry_of(BootSector const& boot, DiskCache& cache);

} // namespace fat
