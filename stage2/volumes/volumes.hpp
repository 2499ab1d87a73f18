// The file systems that the loader reads: a folder here and a row in volumes.cpp for each.
#pragma once

#include "include/result.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/mounted.hpp"

#include <cstddef>
#include <optional>

namespace volumes {

// Memory for the volume that is mounted: one at a time.
struct Room {
    fat::Room fat;
    std::optional<fat::MountedVolume> fat_volume;
};

// Mounts the volume that fills what the cache covers; nullptr when it is of no file system that the loader reads. A
// damaged one is an error. The volume lives in `room` until the next one is mounted.
Result<Volume*> mount(DiskSectors const& disk, Room& room);

} // namespace volumes
