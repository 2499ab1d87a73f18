// What stage 2 will find on a disk: its own search (stage2/partitions/boot_volume.*), run here.
#pragma once

#include "stage2/storage/block_device.hpp"

#include <cstdint>
#include <string>

namespace loader_view {

struct View {
    std::string words; // "partition 1, FAT32, 69 MiB"
    std::uint16_t partition;
    bool has_kernel; // or a boot entry; if not, `words` are the loader's message
};

// Of a stage 1 that carries `identity`. Refuses, in the loader's words, when it would find no volume to read.
View of(BlockDevice& disk, std::uint32_t identity);

} // namespace loader_view
