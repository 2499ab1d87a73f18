// How packed files are recognised: by their first four bytes.
#pragma once

#include <cstdint>

namespace packed {

inline constexpr std::uint32_t lz4_magic = 0x184D2204; // lz4, "LZ4 Frame Format Description", "Magic Number"

// Whether a file that starts so is packed in a way that unpack() knows.
constexpr bool is_packed(std::uint32_t first_bytes)
{
    return first_bytes == lz4_magic;
}

} // namespace packed
