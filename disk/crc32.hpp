// CRC-32, the checksum that stage 1 demands of stage 2, for the host tools that write it. IEEE 802.3, "Frame Check
// Sequence field" (3.2.9); ITU-T V.42 (8.1.1.6.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crc32 {

constexpr std::uint32_t of(std::span<std::byte const> bytes)
{
    constexpr std::uint32_t polynomial = 0xEDB8'8320;       // 104C11DB7h, bits reflected, without its highest
    std::uint32_t remainder = 0xFFFF'FFFF;
    for (auto const byte : bytes) {
        remainder ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder >> 1 ^ (remainder & 1 ? polynomial : 0);
    }
    return ~remainder;
}

// The check value that every catalogue of checksums gives for this one.
static_assert(of(std::array{std::byte{'1'}, std::byte{'2'}, std::byte{'3'}, std::byte{'4'}, std::byte{'5'},
                            std::byte{'6'}, std::byte{'7'}, std::byte{'8'}, std::byte{'9'}}) == 0xCBF4'3926);

} // namespace crc32
