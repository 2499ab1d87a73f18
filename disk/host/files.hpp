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

} // namespace files
