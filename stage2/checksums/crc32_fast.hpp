// CRC-32 for large data such as the content of a gzip file. include/crc32.hpp defines the checksum; crc32.hpp computes
// the same one with less code.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace crc32 {

// As of() in crc32.hpp, with 58 instructions for 16 bytes. `so_far` is the result for the preceding pieces.
std::uint32_t of_large(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
