// Recognizes packed files by their first four bytes.
#pragma once

#include <cstdint>

namespace packed {

inline constexpr std::uint32_t lz4_magic = 0x184D2204; // lz4, "LZ4 Frame Format Description", "Magic Number"

// Whether unpack() supports a file with these first bytes.
constexpr bool is_packed(std::uint32_t first_bytes)
{
    return first_bytes == lz4_magic;
}

} // namespace packed
