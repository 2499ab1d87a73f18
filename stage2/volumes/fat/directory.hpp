// SPDX-License-Identifier: BSD-2-Clause
// Directories of a FAT volume, entry by entry.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"
#include "stage2/volumes/fat/name.hpp"
#include "stage2/volumes/fat/structures.hpp"

namespace fat {

// Iterates over one directory. Keeps no view into the cache between calls, so the cache may be used in between.
class Directory {
public:
    static constexpr std::uint32_t most_bytes = 65536 * sizeof(DirectoryEntry); // the specification's limit

    // Precondition: `first_cluster` is a cluster of the volume, or fixed_root. `name` is the directory's name, for
    // errors.
    Directory(Geometry const& geometry, std::uint32_t first_cluster, std::string_view name);

    // Advances to the next file or directory; false at the end. Skips deleted entries and volume labels.
    Result<bool> next();

    // The current entry. The long name is empty if there is none, and valid until the next call of next().
    DirectoryEntry const& entry() const { return entry_; }
    std::string_view long_name() { return long_name_.name_of(entry_); }

private:
    Result<bool> read_entry(Bytes& seen);
    Result<bool> next_cluster();

    Geometry const& geometry_;
    std::string_view name_;
    std::uint32_t first_cluster_;
    std::uint32_t cluster_;
    std::uint32_t clusters_read_ = 0;
    std::uint64_t offset_;     // of the next entry, from the start of the disk
    std::uint32_t bytes_left_; // to the end of the cluster, or of the fixed root
    DirectoryEntry entry_{};
    LongName long_name_;
};

// Only FAT32 uses DIR_FstClusHI. On FAT12 and FAT16 it may have other contents.
std::uint32_t first_cluster_of(Geometry const& geometry, DirectoryEntry const& entry);

FileLocation location_of(Geometry const& geometry, DirectoryEntry const& entry);

} // namespace fat
