// A FAT12, FAT16 or FAT32 volume: finding files by path, listing directories, reading files in the longest pieces.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
//
//   fat.cpp             where the boot sector is: the first one, or its copy
//   fat_geometry.cpp    what it says: of which type the volume is, and where it keeps what
//   fat_chain.cpp       the file allocation table: which cluster follows which
//   fat_directory.cpp   directories, entry by entry
//   fat_path.cpp        paths, name by name
//   fat_name.cpp        short and long names as UTF-8
//   fat_file.cpp        files: the check of the whole chain, and reading
//   fat_structures.hpp  all of it as it lies on disk
#pragma once

#include "stage2/volumes/fat/file.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace fat {

// What a directory's entry says of a file or directory. A file's first cluster has not been checked; that of an empty
// one is 0.
struct Location {
    std::uint32_t first_cluster;
    std::uint32_t size;
    bool is_directory;
};

// What a directory holds. The name is UTF-8, the long one where there is one, and lives only for the visit.
struct Item : Location {
    std::string_view name;
};

// A reference to any callable `bool (Item const&)` that returns whether to go on. Not a template parameter of for_each,
// which would be compiled anew for each; not a std::function, which would need a heap.
class Visitor {
public:
    template <typename Callable>
        requires std::is_invocable_r_v<bool, Callable const&, Item const&>
    Visitor(Callable const& callable)
        : callable_(&callable), call_([](void const* object, Item const& item) -> bool {
              return (*static_cast<Callable const*>(object))(item);
          })
    {}
    bool operator()(Item const& item) const { return call_(callable_, item); }

private:
    void const* callable_;
    bool (*call_)(void const*, Item const&);
};

// Whether the error says that a path leads to nothing, and not that something on the way is damaged.
bool is_absence(Error const& error);

// A path starts with '/'; "//" counts as '/'; '.' and '..' mean what they always mean, and the root is its own parent.
// ASCII letters match in either case, and a file answers to its long and to its short name. A '/' at the end demands a
// directory. Paths must outlive what is made from them: files, and the errors that name them.
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

    // Walks the file's whole chain and keeps its extents in `extents`; those that do not fit are looked up in the FAT
    // again when they are read. The volume must stay where it is, and `extents` be left alone, while the file is used.
    Result<File> open_file(std::string_view path, std::span<Extent> extents) const;

    // The same for what for_each() has shown, without another look into directories. `path` is for errors.
    Result<File> open_at(Location const& location, std::string_view path, std::span<Extent> extents) const;

    // Whether there is a file or directory of this path.
    Result<bool> holds(std::string_view path) const;

    // Shows the visitor all files and directories in the directory, but for '.' and '..'. It may open and read files.
    Result<void> for_each(std::string_view directory_path, Visitor visitor) const;

private:
    Volume(Geometry const& geometry, bool backup_boot_sector_used)
        : geometry_(geometry), backup_boot_sector_used_(backup_boot_sector_used)
    {}

    Geometry geometry_;
    bool backup_boot_sector_used_;
};

} // namespace fat
