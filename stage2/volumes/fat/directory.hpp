// Directories of a FAT volume, entry by entry.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"
#include "stage2/volumes/fat/name.hpp"
#include "stage2/volumes/fat/structures.hpp"

namespace fat {

// Goes through one directory. It keeps nothing of the cache from one call to the next, so others may use that between.
class Directory {
public:
    static constexpr std::uint32_t most_bytes = 65536 * sizeof(DirectoryEntry); // the specification's limit

    // `first_cluster` must be one of the volume's, or fixed_root. `name` is the directory's, for errors.
    Directory(Geometry const& geometry, std::uint32_t first_cluster, std::string_view name);

    // Goes to the next file or directory; false at the end. Deleted entries and volume labels are passed over.
    Result<bool> next();

    // What next() has come to. The long name is empty where there is none, and lives until the next next().
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
    std::uint64_t offset_;     // of the next entry, on disk
    std::uint32_t bytes_left_; // from there to the end of the cluster, or of the fixed root
    DirectoryEntry entry_{};
    LongName long_name_;
};

// Only FAT32 has clusters whose numbers need DIR_FstClusHI; before it others kept things of their own there.
std::uint32_t first_cluster_of(Geometry const& geometry, DirectoryEntry const& entry);

FileLocation location_of(Geometry const& geometry, DirectoryEntry const& entry);

} // namespace fat
