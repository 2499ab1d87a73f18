// CRC-32 with stage 2's table, which stage 1 uses too. include/crc32.hpp defines the checksum.
#pragma once

#include "include/crc32.hpp"

namespace crc32 {

// Stage 1 has no space for code that computes this table. It uses the table in the stage 2 that it is about to verify;
// a damaged table changes the result like any other damage.
extern Table const table;

// For data in several pieces, `so_far` is the result for the preceding pieces.
std::uint32_t of(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
