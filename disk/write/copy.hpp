// SPDX-License-Identifier: BSD-2-Clause
// Writes an image to a disk in pieces, with progress, and reads it back to compare.
#pragma once

#include "disk/host/disk_file.hpp"

#include <cstdint>
#include <functional>

namespace copy {

// Called with the bytes done so far.
using Progress = std::function<void(std::uint64_t)>;

// Writes the first sector last, so that a partly written disk has no partition table and does not boot.
void write(DiskFile& image, WritableDisk& disk, Progress const& progress);

// Throws a Refusal if the medium differs from the image.
void compare(DiskFile& image, WritableDisk& disk, Progress const& progress);

} // namespace copy
