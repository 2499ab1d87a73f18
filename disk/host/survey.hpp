// SPDX-License-Identifier: BSD-2-Clause
// The disk's kind, partitions and sector size, read with the loader's parsers.
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
    std::vector<Partition> partitions; // for Kind::volume: the volume, with the number 0
};

// Guesses the sector size that an image was made for, from the places of its contents.
std::uint32_t guess_sector_bytes(BlockDevice& image, std::uint64_t size);

// Refuses a disk without partition table and FAT volume, and one with a damaged table.
Survey of(BlockDevice& disk);

// The partition with fdisk's number.
Partition const& partition(Survey const& survey, std::uint32_t number);

} // namespace survey
