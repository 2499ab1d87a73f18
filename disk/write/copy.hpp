// An image onto a disk, piece by piece with a sign of progress, and back again to compare.
#pragma once

#include "disk/host/disk_file.hpp"

#include <cstdint>
#include <functional>

namespace copy {

// Called with the bytes done so far.
using Progress = std::function<void(std::uint64_t)>;

// The first sector comes last: a disk that was written in part has no partition table, and does not boot.
void write(DiskFile& image, WritableDisk& disk, Progress const& progress);

// Refuses when the medium does not hold what the image does.
void compare(DiskFile& image, WritableDisk& disk, Progress const& progress);

} // namespace copy
