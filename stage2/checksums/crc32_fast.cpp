// CRC-32 with four tables, which are computed at the first use.
#include "stage2/checksums/crc32_fast.hpp"

#include "include/crc32.hpp"
#include "stage2/checksums/sliced_crc.hpp"

namespace crc32 {

std::uint32_t of_large(Bytes bytes, std::uint32_t so_far)
{
    static sliced_crc::Tables tables;
    if (!sliced_crc::is_filled(tables))
        sliced_crc::fill(tables, polynomial);
    return ~sliced_crc::add(tables, ~so_far, bytes);
}

} // namespace crc32
