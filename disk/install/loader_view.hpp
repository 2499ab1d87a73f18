// SPDX-License-Identifier: BSD-2-Clause
// Finds the volume that stage 2 will find on a disk, with stage 2's own search (stage2/partitions/boot_volume.*).
#pragma once

#include "stage2/storage/block_device.hpp"

#include <cstdint>
#include <string>

namespace loader_view {

struct View {
    std::string words; // "partition 1, FAT32, 69 MiB"
    std::uint16_t partition;
    bool has_kernel; // or a boot entry; if false, `words` is the loader's message
};

// For a stage 1 with this `identity`. Refuses, with the loader's message, if the loader would find no readable volume.
View of(BlockDevice& disk, std::uint32_t identity);

} // namespace loader_view
