// Small files as a whole, and new ones that are on the medium before anything relies on them.
#pragma once

#include "include/bytes.hpp"

#include <filesystem>
#include <vector>

namespace files {

// All of a plain file. Devices, pipes and directories are refused, so that nobody waits for bytes that never come.
std::vector<std::byte> read(std::filesystem::path const& path);

// A file that was not there before; returns when it and its name are on the medium. False when there is one already.
bool create(std::filesystem::path const& path, Bytes bytes);

// Writes a regular file anew, or makes it, with these rights. It is either the old file or the whole new one, never a
// part: written beside it, flushed, renamed. Follows a symbolic link to its file. Refuses directories, devices, pipes,
// sockets, and links that lead nowhere.
void replace(std::filesystem::path const& path, Bytes bytes, std::filesystem::perms rights);

// True if both paths lead to the same file or block device, under whatever names and through whatever links. False when
// one of them leads to none.
bool same(std::filesystem::path const& one, std::filesystem::path const& other);

} // namespace files
