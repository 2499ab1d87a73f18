// From a path to a place on a FAT volume. Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory
// Structure".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <string_view>

namespace fat {

// What a path leads to. '.' and '..' mean what they always mean, and the root is its own parent. ASCII letters match in
// either case, and a file answers to its long and to its short name. A '/' at the end demands a directory. A directory
// has been found to be where it should.
Result<FileLocation> find(Geometry const& geometry, std::string_view path);

} // namespace fat
