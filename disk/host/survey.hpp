// What is on the disk now: its kind, its partitions, its sectors' size. Read with the loader's own parsers.
#pragma once

#include "include/units.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/block_device.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace survey {

enum class Kind { mbr, gpt, volume }; // volume: one FAT volume from sector 0 on, no table

struct Survey {
    Kind kind;
    std::uint32_t sector_bytes;
    std::uint64_t sectors;
    std::array<std::byte, sector_size> sector0;
    std::uint32_t disk_signature;
    std::vector<Partition> partitions; // of a volume: itself, with the number 0
};

// How large the sectors of the disk are that an image was made for, by what lies where.
std::uint32_t guess_sector_bytes(BlockDevice& image, std::uint64_t size);

// Refuses what no loader can be put on: no table and no FAT volume, or a damaged table.
Survey of(BlockDevice& disk);

// The partition of this number, as fdisk counts.
Partition const& partition(Survey const& survey, std::uint32_t number);

} // namespace survey
