// CRC-32 with stage 2's table, which stage 1 uses, too. What CRC-32 is: include/crc32.hpp.
#pragma once

#include "include/crc32.hpp"

namespace crc32 {

// Stage 1 has no room to make this table: it uses the one in the stage 2 that it is about to check, and a damaged table
// shows like any other damage.
extern Table const table;

// Of bytes that come piece by piece: `so_far` is that of the pieces before.
std::uint32_t of(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
