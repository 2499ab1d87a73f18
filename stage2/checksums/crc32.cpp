// SPDX-License-Identifier: BSD-2-Clause
// CRC-32 with four tables. Not each boot needs one, so the core holds the few bytes of code that compute the tables, and
// not the tables.
#include "stage2/checksums/crc32.hpp"

#include "stage2/checksums/sliced_crc.hpp"

namespace crc32 {

std::uint32_t of(Bytes bytes, std::uint32_t so_far)
{
    static sliced_crc::Tables tables;
    if (!sliced_crc::is_filled(tables))
        sliced_crc::fill(tables, polynomial);
    return ~sliced_crc::add(tables, ~so_far, bytes);
}

} // namespace crc32
