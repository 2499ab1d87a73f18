// CRC-32: the table, where stage 1 finds it, and one lookup per byte.
#include "stage2/checksums/crc32.hpp"

namespace crc32 {

[[gnu::section(".stage1_crc_table"), gnu::used]] constinit std::array<std::uint32_t, 256> const table = make_table();

std::uint32_t of(Bytes bytes, std::uint32_t so_far)
{
    std::uint32_t remainder = ~so_far;
    for (std::byte const byte : bytes)
        remainder = remainder >> 8 ^ table[(remainder ^ static_cast<std::uint8_t>(byte)) & 0xFF];
    return ~remainder;
}

} // namespace crc32
