// SPDX-License-Identifier: BSD-2-Clause
// Reads and writes small files as a whole. New files are on the medium when the function returns.
#pragma once

#include "include/bytes.hpp"

#include <filesystem>
#include <vector>

namespace files {

// The contents of a plain file. Refuses devices, pipes and directories, on which a read could wait for ever.
std::vector<std::byte> read(std::filesystem::path const& path);

// Creates a file; returns when its contents and its name are on the medium. False if the file exists already.
bool create(std::filesystem::path const& path, Bytes bytes);

// Creates or replaces a regular file with these permissions. The path always names either the old file or the whole new
// one: the new file is written beside it, flushed and renamed. Follows a symbolic link. Refuses directories, devices,
// pipes, sockets, and links without a target.
void replace(std::filesystem::path const& path, Bytes bytes, std::filesystem::perms rights);

// True if both paths name the same file or block device, also through links. False if one of them names none.
bool same(std::filesystem::path const& one, std::filesystem::path const& other);

} // namespace files
