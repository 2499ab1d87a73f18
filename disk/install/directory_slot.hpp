// SPDX-License-Identifier: BSD-2-Clause
// A slot for one entry in a directory of a FAT volume: the slot of a given name, or a free one.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure".
#pragma once

#include "disk/install/fat_on_disk.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace directory_slot {

using ShortName = std::array<std::uint8_t, 11>; // DIR_Name: padded with spaces

struct Slot {
    std::uint64_t offset;      // of the entry, in bytes from the start of the disk
    fat::DirectoryEntry entry; // as it is on the disk
};

// The entry with this name; nullopt if the directory has none. `first_cluster` is the directory's, or
// fat::Geometry::fixed_root.
std::optional<Slot> find(FatOnDisk const& volume, std::uint32_t first_cluster, ShortName const& name);

// A free entry: a deleted one, or the first one that was never used. nullopt if the directory is full.
std::optional<Slot> find_free(FatOnDisk const& volume, std::uint32_t first_cluster);

} // namespace directory_slot
