// SPDX-License-Identifier: BSD-2-Clause
// Recognizes packed files by their first four bytes.
#pragma once

#include <cstdint>

namespace packed {

inline constexpr std::uint32_t lz4_magic = 0x184D2204;  // lz4, "LZ4 Frame Format Description", "Magic Number"
inline constexpr std::uint32_t gzip_magic = 0x08'8B'1F; // RFC 1952 (2.3.1): ID1, ID2, and CM = 8 (deflate)
inline constexpr std::uint32_t elf_magic = 0x464C'457F; // System V gABI, "ELF Identification"

constexpr bool is_gzip(std::uint32_t first_bytes)
{
    return (first_bytes & 0xFF'FF'FF) == gzip_magic;
}

// Whether a file with these first bytes is in one of the formats.
constexpr bool is_packed(std::uint32_t first_bytes)
{
    return first_bytes == lz4_magic || is_gzip(first_bytes);
}

// Whether a kernel with these first bytes may be packed, so that unpack() must look at it. The core asks only this: one
// comparison, for any number of formats.
constexpr bool may_be_packed(std::uint32_t first_bytes)
{
    return first_bytes != elf_magic;
}

} // namespace packed
