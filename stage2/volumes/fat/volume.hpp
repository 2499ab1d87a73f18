// A FAT12, FAT16 or FAT32 volume: finding files by path, listing directories, reading files in the longest pieces.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
//
//   mounted.*       the volume behind the loader's interface (stage2/storage/volume.hpp)
//   volume.*        where the boot sector is: the first one, or its copy; what can be asked of a volume
//   geometry.*      what the boot sector says: of which type the volume is, and where it keeps what
//   chain.*         the file allocation table: which cluster follows which
//   directory.*     directories, entry by entry
//   path.*          paths, name by name
//   name.*          short and long names as UTF-8
//   file.*          files: the check of the whole chain, and reading
//   structures.hpp  all of it as it lies on disk
#pragma once

#include "stage2/volumes/fat/file.hpp"

#include <span>
#include <string_view>

namespace fat {

// Paths must outlive what is made from them: files, and the errors that name them.
class Volume {
public:
    // `cache` covers the volume's partition, and outlives the volume.
    static Result<Volume> open(DiskCache& cache);

    // "FAT12", "FAT16" or "FAT32".
    std::string_view type_name() const;

    // Whether the first boot sector was of no use, and FAT32's copy of it is.
    bool backup_boot_sector_used() const { return backup_boot_sector_used_; }

    // Whether a FAT could not be read somewhere, so that another one was asked.
    bool spare_fat_used() const { return geometry_.table_failures != 0; }

    // As File::open(). The volume must stay where it is while the file is used.
    Result<File> open_file(std::string_view path, std::span<Extent> extents) const;

    // The same for what for_each() has shown, without another look into directories. `path` is for errors.
    Result<File> open_at(FileLocation const& location, std::string_view path, std::span<Extent> extents) const;

    // Whether there is a file or directory of this path.
    Result<bool> holds(std::string_view path) const;

    // Shows the visitor all files and directories in the directory, but for '.' and '..'. It may open and read files.
    Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) const;

private:
    Volume(Geometry const& geometry, bool backup_boot_sector_used)
        : geometry_(geometry), backup_boot_sector_used_(backup_boot_sector_used)
    {}

    Geometry geometry_;
    bool backup_boot_sector_used_;
};

} // namespace fat
