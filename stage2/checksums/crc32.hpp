// CRC-32 with a table that is computed at the first use. include/crc32.hpp defines the checksum.
#pragma once

#include "include/crc32.hpp"

namespace crc32 {

// For data in several pieces, `so_far` is the result for the preceding pieces.
std::uint32_t of(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
