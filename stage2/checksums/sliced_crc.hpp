// SPDX-License-Identifier: BSD-2-Clause
// 32-bit CRCs of any reflected polynomial, four bytes at a time ("slicing-by-4"). Kounavis and Berry, "A Systematic
// Approach to Building High Performance Software-Based CRC Generators", 2005.
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstdint>

namespace sliced_crc {

// tables[n][b] is the remainder of byte b followed by n zero bytes.
using Tables = std::array<std::array<std::uint32_t, 256>, 4>;

// Computes the tables of this polynomial, its bits reflected. At run time: 4 KiB of zeros take no space in the image.
void fill(Tables& tables, std::uint32_t polynomial);

// Whether fill() was called for these tables, which were zeros before.
inline bool is_filled(Tables const& tables)
{
    return tables[0][1] != 0;
}

// The remainder after `bytes`: 58 instructions for 16 bytes. Precondition: is_filled(tables).
std::uint32_t add(Tables const& tables, std::uint32_t remainder, Bytes bytes);

} // namespace sliced_crc
