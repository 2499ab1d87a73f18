// SPDX-License-Identifier: BSD-2-Clause
// CRC-32, four bytes at a time. include/crc32.hpp defines the checksum, and computes it at compile time.
#pragma once

#include "include/crc32.hpp"

namespace crc32 {

// 58 instructions for 16 bytes. For data in several pieces, `so_far` is the result for the preceding pieces.
std::uint32_t of(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
