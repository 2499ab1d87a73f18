// SPDX-License-Identifier: BSD-2-Clause
// A FAT12, FAT16 or FAT32 volume: finds files by path, lists directories, reads files in few long reads.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
//
//   mounted.*       the volume with the loader's interface (stage2/storage/volume.hpp)
//   volume.*        opens the boot sector or its copy; the functions of a volume
//   geometry.*      the checked contents of the boot sector: type and layout of the volume
//   chain.*         the file allocation table: the successor of each cluster
//   table_entry.hpp one entry of that table: its place and its value
//   directory.*     directories, entry by entry
//   path.*          lookup of paths, name by name
//   name.*          short and long names as UTF-8
//   place.*         where bytes of files and names are on the disk, for the few that are overwritten (annex)
//   file.*          files: the check of the whole chain, and reading
//   structures.hpp  the on-disk structures
#pragma once

#include "stage2/volumes/fat/file.hpp"

#include <span>
#include <string_view>

namespace fat {

// Paths must outlive the files and errors that refer to them.
class Volume {
public:
    // Precondition: `cache` covers the volume's partition. It must outlive the volume.
    static Result<Volume> open(DiskCache& cache);

    // "FAT12", "FAT16" or "FAT32".
    std::string_view type_name() const;

    fat::Geometry const& geometry() const { return geometry_; }

    // Whether the boot sector is unusable and FAT32's copy is used.
    bool backup_boot_sector_used() const { return backup_boot_sector_used_; }

    // Whether a FAT was unreadable somewhere and another copy is used.
    bool spare_fat_used() const { return geometry_.table_failures != 0; }

    // Like File::open(). The volume must not move while the file is used.
    Result<File> open_file(std::string_view path, std::span<Extent> extents) const;

    // Like open_file(), for an item from for_each(), without another directory search. `path` is for errors.
    Result<File> open_at(FileLocation const& location, std::string_view path, std::span<Extent> extents) const;

    // Whether a file or directory with this path exists.
    Result<bool> holds(std::string_view path) const;

    // Calls the visitor for all files and directories in the directory, except '.' and '..'. The visitor may open and
    // read files.
    Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) const;

private:
    Volume(Geometry const& geometry, bool backup_boot_sector_used)
        : geometry_(geometry), backup_boot_sector_used_(backup_boot_sector_used)
    {}

    Geometry geometry_;
    bool backup_boot_sector_used_;
};

} // namespace fat
