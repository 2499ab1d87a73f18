// Directories of a FAT volume, entry by entry, and what a path leads to.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#pragma once

#include "stage2/formats/fat_geometry.hpp"
#include "stage2/formats/fat_name.hpp"
#include "stage2/formats/fat_structures.hpp"

namespace fat {

// Goes through one directory. It keeps nothing of the cache from one call to the next, so others may use that between.
class Directory {
public:
    static constexpr std::uint32_t most_bytes = 65536 * sizeof(DirectoryEntry);     // the specification's limit

    // `first_cluster` must be one of the volume's. `name` is the directory's, for errors.
    Directory(Geometry const& geometry, std::uint32_t first_cluster, std::string_view name)
        : geometry_(geometry), name_(name), first_cluster_(first_cluster), cluster_(first_cluster) {}

    // Goes to the next file or directory; false at the end. Deleted entries and volume labels are passed over.
    Result<bool> next();

    // What next() has come to. The long name is empty where there is none, and lives until the next next().
    DirectoryEntry const& entry() const { return entry_; }
    std::string_view long_name() { return long_name_.name_of(entry_); }

private:
    Result<bool> read_entry();
    Result<bool> next_cluster();

    Geometry const& geometry_;
    std::string_view name_;
    std::uint32_t first_cluster_;
    std::uint32_t cluster_;
    std::uint32_t offset_in_cluster_ = 0;
    std::uint32_t clusters_read_ = 0;
    DirectoryEntry entry_{};
    LongName long_name_;
};

struct Location {
    std::uint32_t first_cluster;
    std::uint32_t size;
    bool is_directory;
};

// What a path leads to. A directory's first cluster has been checked, a file's has not.
Result<Location> find(Geometry const& geometry, std::string_view path);

} // namespace fat
