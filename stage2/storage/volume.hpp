// A volume as the loader sees it: directories with files, found by path. One folder of volumes/ for each file system.
#pragma once

#include "include/result.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>

// Bytes of UTF-8 in the longest name that a file can have: 255 units of UTF-16.
inline constexpr std::size_t longest_file_name = 765;

// Where a file or directory lies, as its directory says. Not checked before it is opened.
struct FileLocation {
    std::uint32_t start; // where it begins, in the volume's own unit: ascending in the order of the disk
    std::uint32_t size;  // bytes
    bool is_directory;
};

// An item of a directory. The name is UTF-8, and lives only for the visit.
struct DirectoryItem : FileLocation {
    std::string_view name;
};

// A reference to any callable `bool (DirectoryItem const&)` that returns whether to go on. Not a template parameter of
// for_each, which would be compiled anew for each; not a std::function, which would need a heap.
class DirectoryVisitor {
public:
    template <typename Callable>
        requires std::is_invocable_r_v<bool, Callable const&, DirectoryItem const&>
    DirectoryVisitor(Callable const& callable)
        : callable_(&callable), call_([](void const* object, DirectoryItem const& item) -> bool {
              return (*static_cast<Callable const*>(object))(item);
          })
    {}
    bool operator()(DirectoryItem const& item) const { return call_(callable_, item); }

private:
    void const* callable_;
    bool (*call_)(void const*, DirectoryItem const&);
};

// A path starts with '/'; "//" counts as '/'. Paths must outlive what is made from them: files, and the errors that
// name them.
class Volume {
public:
    // The file system's name, such as "FAT32".
    virtual std::string_view type_name() const = 0;

    // Opens a file. It is the volume's, and lives until the next one is opened.
    virtual Result<File*> open(std::string_view path) = 0;

    // The same for an item that for_each() has shown, without another look into directories. `path` is for errors.
    virtual Result<File*> open_at(FileLocation const& location, std::string_view path) = 0;

    // Whether there is a file or directory of this path.
    virtual Result<bool> holds(std::string_view path) = 0;

    // Shows the visitor all files and directories in the directory, but for '.' and '..'. It may open and read files.
    virtual Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) = 0;

    // Words for the user about a damaged part of the volume for which a spare one serves, each once; nullptr: no more.
    virtual char const* next_notice() = 0;

protected:
    ~Volume() = default;
};

// Whether the error says that a path leads to nothing, and not that something on the way is damaged.
constexpr bool is_absence(Error const& error)
{
    using errors::Code;
    return error.code == Code::file_not_found || error.code == Code::not_a_directory;
}
