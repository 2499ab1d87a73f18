// The checksum that other tools give for the same bytes (crc32, Python's zlib). ISO 3309, "Frame checking sequence".
#pragma once

#include <array>
#include <cstdint>
#include <span>

inline constexpr auto crc32_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        table[byte] = byte;
        for (int bit = 0; bit < 8; ++bit)
            table[byte] = table[byte] >> 1 ^ (table[byte] & 1 ? 0xEDB88320u : 0);
    }
    return table;
}();

constexpr std::uint32_t crc32(std::span<unsigned char const> bytes)
{
    std::uint32_t crc = ~0u;
    for (auto const byte : bytes)
        crc = crc >> 8 ^ crc32_table[(crc ^ byte) & 0xFF];
    return ~crc;
}
