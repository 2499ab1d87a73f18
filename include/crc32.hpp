// SPDX-License-Identifier: BSD-2-Clause
// CRC-32 as Ethernet, GPT, gzip and Python's zlib compute it: polynomial 04C11DB7h, reflected. ISO 3309, "Frame
// checking sequence"; UEFI specification, "GPT Header".
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstdint>

namespace crc32 {

using Table = std::array<std::uint32_t, 256>;

inline constexpr std::uint32_t polynomial = 0xEDB88320; // 04C11DB7h with its bits reflected

constexpr void fill(Table& table)
{
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder >> 1 ^ (remainder & 1 ? polynomial : 0);
        table[byte] = remainder;
    }
}

consteval Table make_table()
{
    Table table{};
    fill(table);
    return table;
}

// `so_far` is the checksum of the preceding bytes, 0 if there are none.
constexpr std::uint32_t of(Bytes bytes, std::uint32_t so_far, Table const& table)
{
    std::uint32_t remainder = ~so_far;
    for (std::byte const byte : bytes)
        remainder = remainder >> 8 ^ table[(remainder ^ static_cast<std::uint8_t>(byte)) & 0xFF];
    return ~remainder;
}

} // namespace crc32
