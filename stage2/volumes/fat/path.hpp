// SPDX-License-Identifier: BSD-2-Clause
// Looks up paths on a FAT volume. Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <string_view>

namespace fat {

// Finds the file or directory at `path`. Supports '.' and '..'; the root is its own parent. ASCII letters match in
// either case, and names match the long or the short name. A '/' at the end requires a directory. The '.' and '..'
// entries of each directory on the way are verified.
Result<FileLocation> find(Geometry const& geometry, std::string_view path);

} // namespace fat
