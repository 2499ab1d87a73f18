// SPDX-License-Identifier: BSD-2-Clause
// Mounts volumes. Each supported file system has a folder here, members in Room, and an entry of `file_systems` in
// volumes.cpp.
#pragma once

#include "include/result.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/mounted.hpp"

#include <cstddef>
#include <optional>

namespace volumes {

// Memory for one mounted volume: for each file system its buffers and the mounted volume.
struct Room {
    fat::Room fat;
    std::optional<fat::MountedVolume> fat_volume;
};

// Mounts the volume in the cache's range. Returns nullptr if its file system is not supported, and an error if it is
// damaged. The volume is in `room` and valid until the next one is mounted.
Result<Volume*> mount(DiskSectors const& disk, Room& room);

} // namespace volumes
