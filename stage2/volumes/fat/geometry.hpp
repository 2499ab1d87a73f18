// Where a FAT volume keeps what: the boot sector's facts, checked and computed.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB".
#pragma once

#include "stage2/storage/disk_cache.hpp"

#include <cstdint>

namespace fat {

struct BootSector;

enum class Type : std::uint8_t { fat12, fat16, fat32 };

// Clusters that follow each other on disk and in the file.
struct Extent {
    std::uint32_t first_cluster;
    std::uint32_t cluster_count;
};

// Where a volume keeps what. Offsets are in bytes from the start of the disk.
struct Geometry {
    static constexpr std::uint32_t first_cluster = 2; // 0 and 1 are not clusters: their entries hold other things
    static constexpr std::uint32_t fixed_root = 0;    // in place of the root's cluster, when it has none

    DiskCache* cache;
    Type type;
    std::uint64_t table_offset; // of the FAT in use, or of the first of several that are the same,
    std::uint64_t table_bytes;  // which follow each other
    std::uint32_t table_count;
    mutable std::uint32_t table_failures; // how often a FAT could not be read: then the next one's turn came
    std::uint64_t root_offset;            // of the root directory that is no chain of clusters (FAT12 and FAT16)
    std::uint32_t root_bytes;
    std::uint32_t root_cluster;  // of the one that is (FAT32), else fixed_root
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

// What the boot sector says of the volume that `cache` covers, once all of it has been checked.
Result<Geometry> geometry_of(BootSector const& boot, DiskCache& cache);

} // namespace fat
