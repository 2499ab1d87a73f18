// SPDX-License-Identifier: BSD-2-Clause
// Builds directory entries byte by byte, which no tool would write or which would take a tool too long.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure", "FAT Long Directory Entries".
#pragma once

#include "include/bytes.hpp"

#include <cstring>
#include <string>
#include <string_view>

using RawEntry = std::array<std::byte, 32>;

inline RawEntry short_entry(std::string_view raw_name, std::uint8_t attributes = 0x20, std::uint8_t nt_reserved = 0)
{
    RawEntry entry{};
    std::memcpy(entry.data(), raw_name.data(), 11);
    entry[11] = std::byte{attributes};
    entry[12] = std::byte{nt_reserved};
    return entry;
}

// One part of a long name: at most 13 units, and `order` as it is written.
inline RawEntry long_entry(int order, std::u16string part, std::uint8_t checksum)
{
    constexpr int places[] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    part.resize(13, u'\xFFFF');
    RawEntry entry{};
    entry[0] = static_cast<std::byte>(order);
    entry[11] = std::byte{0x0F};
    entry[13] = std::byte{checksum};
    for (int i = 0; i < 13; ++i)
        std::memcpy(&entry[places[i]], &part[i], 2);
    return entry;
}

// As the specification's ChkSum() says, with a rotation written out.
inline std::uint8_t checksum_of(std::string_view raw_name)
{
    unsigned sum = 0;
    for (auto const character : raw_name)
        sum = ((sum & 1 ? 0x80 : 0) + (sum >> 1) + static_cast<std::uint8_t>(character)) & 0xFF;
    return static_cast<std::uint8_t>(sum);
}
