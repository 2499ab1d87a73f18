// SPDX-License-Identifier: BSD-2-Clause
// A mounted volume: directories and files, found by path. Each file system has a folder in volumes/.
#pragma once

#include "include/result.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>

// The UTF-8 bytes of the longest file name: 255 units of UTF-16.
inline constexpr std::size_t longest_file_name = 765;

// The location of a file or directory, copied from its directory entry. It is checked when the file is opened.
struct FileLocation {
    std::uint32_t start; // in the volume's own unit; ascending in the order of the disk
    std::uint32_t size;  // in bytes
    bool is_directory;
};

// A directory item. The name is UTF-8 and valid only during the visit.
struct DirectoryItem : FileLocation {
    std::string_view name;
};

// A reference to a callable `bool (DirectoryItem const&)` that returns whether to continue. Not a template parameter of
// for_each(), which would be compiled for each callable; not std::function, which needs a heap.
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

// A path starts with '/'; "//" counts as '/'. Paths must outlive the files and errors that refer to them.
class Volume {
public:
    // The file system's name, such as "FAT32".
    virtual std::string_view type_name() const = 0;

    // Opens a file. The volume owns it; it is valid until the next file is opened.
    virtual Result<File*> open(std::string_view path) = 0;

    // Like open(), for an item from for_each(), without another directory search. `path` is for errors.
    virtual Result<File*> open_at(FileLocation const& location, std::string_view path) = 0;

    // Whether a file or directory with this path exists.
    virtual Result<bool> holds(std::string_view path) = 0;

    // Calls the visitor for all files and directories in the directory, except '.' and '..'. The visitor may open and
    // read files.
    virtual Result<void> for_each(std::string_view directory_path, DirectoryVisitor visitor) = 0;

    // Returns a message about a damaged part of the volume that has been replaced by its copy, each message once; then
    // nullptr.
    virtual char const* next_notice() = 0;

protected:
    ~Volume() = default;
};

// Whether the error means that the path does not exist, and not that something on the way is damaged.
constexpr bool is_absence(Error const& error)
{
    using errors::Code;
    return error.code == Code::file_not_found || error.code == Code::not_a_directory;
}
