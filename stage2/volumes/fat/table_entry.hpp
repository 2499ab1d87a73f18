// SPDX-License-Identifier: BSD-2-Clause
// One entry of a file allocation table: its place and its value, for all three types.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Data Structure".
#pragma once

#include "include/bytes.hpp"
#include "stage2/volumes/fat/geometry.hpp"

#include <cstdint>

namespace fat {

// Entries that are not cluster numbers. The last two are differences from the largest value, entry_mask().
inline constexpr std::uint32_t free_cluster = 0;
inline constexpr std::uint32_t bad_cluster_below_mask = 8;  // FF7h, FFF7h, 0FFFFFF7h
inline constexpr std::uint32_t end_of_chain_below_mask = 7; // FF8h, FFF8h, 0FFFFFF8h and all above: tools differ

// The offset of an entry in bytes. FAT12 has two entries in three bytes. The upper four of FAT32's 32 bits are reserved
// and may have any value.
inline std::uint32_t offset_of_entry(Type type, std::uint32_t cluster)
{
    return type == Type::fat12 ? cluster + cluster / 2 : type == Type::fat16 ? cluster * 2 : cluster * 4;
}

// The number of bytes to load for an entry.
inline std::uint32_t entry_size(Type type)
{
    return type == Type::fat32 ? sizeof(Le32) : sizeof(Le16);
}

inline std::uint32_t entry_mask(Type type)
{
    return type == Type::fat12 ? 0xFFF : type == Type::fat16 ? 0xFFFF : 0x0FFFFFFF;
}

// The value of `cluster`'s entry, whose entry_size() bytes begin at `bytes`.
inline std::uint32_t entry_value(Type type, std::uint32_t cluster, std::byte const* bytes)
{
    std::uint32_t const entry = type == Type::fat32 ? std::uint32_t{*reinterpret_cast<Le32 const*>(bytes)}
                                                    : std::uint16_t{*reinterpret_cast<Le16 const*>(bytes)};
    bool const upper_twelve_bits = type == Type::fat12 && cluster % 2 != 0;
    return (upper_twelve_bits ? entry >> 4 : entry) & entry_mask(type);
}

} // namespace fat
