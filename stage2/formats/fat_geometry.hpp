// Where a FAT volume keeps what: the boot sector's facts, checked and computed.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "Boot Sector and BPB".
#pragma once

#include "stage2/disk_cache.hpp"

#include <cstdint>

namespace fat {

// Clusters that follow each other on disk and in the file.
struct Extent {
    std::uint32_t first_cluster;
    std::uint32_t cluster_count;
};

// Where a volume keeps what. Offsets are in bytes from the start of the disk.
struct Geometry {
    static constexpr std::uint32_t first_cluster = 2;       // 0 and 1 are not clusters: their entries hold other things

    DiskCache* cache;
    std::uint64_t table_offset;         // of the FAT in use
    std::uint64_t data_offset;          // of the first cluster
    std::uint32_t cluster_shift;        // a cluster has 1 << cluster_shift bytes
    std::uint32_t last_cluster;
    std::uint32_t root_cluster;

    bool has_cluster(std::uint32_t cluster) const { return cluster >= first_cluster && cluster <= last_cluster; }
    std::uint32_t cluster_count() const { return last_cluster - first_cluster + 1; }
    std::uint32_t cluster_size() const { return 1u << cluster_shift; }
    std::uint64_t offset_of(std::uint32_t cluster) const
    {
        return data_offset + std::uint64_t{cluster - first_cluster} * cluster_size();
    }
};

} // namespace fat
