// CRC-32 as Ethernet, GPT and gzip use it: polynomial 04C11DB7h, reflected. ISO 3309; UEFI, "GPT Header".
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstdint>

namespace crc32 {

inline constexpr std::uint32_t polynomial = 0xEDB88320; // 04C11DB7h with its bits reflected

consteval std::array<std::uint32_t, 256> make_table()
{
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder >> 1 ^ (remainder & 1 ? polynomial : 0);
        table[byte] = remainder;
    }
    return table;
}

// Stage 1 has no room to make this table: it uses the one in the stage 2 that it is about to check, and a damaged table
// shows like any other damage.
extern std::array<std::uint32_t, 256> const table;

// Of bytes that come piece by piece: `so_far` is that of the pieces before.
std::uint32_t of(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
