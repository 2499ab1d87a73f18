// The partition table in sector 0, and which of its partitions to boot from.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"

#include <cstdint>

namespace mbr {

struct Partition {
    std::uint8_t index;             // 1 to 4, as fdisk counts
    std::uint8_t type;
    bool active;
    Lba first;
    std::uint64_t sectors;
};

// The number that tells this disk from others.
Result<std::uint32_t> disk_signature(Bytes sector0);

// The active FAT32 partition; else the first FAT32 partition of the table.
Result<Partition> find_fat_partition(Bytes sector0);

} // namespace mbr
