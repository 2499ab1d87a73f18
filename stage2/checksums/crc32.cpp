// CRC-32, one lookup for each byte. Only disks with a GPT and boots with the annex need it, so the core holds the few
// bytes of code that compute the table, not its 1 KiB.
#include "stage2/checksums/crc32.hpp"

namespace crc32 {

std::uint32_t of(Bytes bytes, std::uint32_t so_far)
{
    static Table table;
    if (table[1] == 0)
        fill(table);
    return of(bytes, so_far, table);
}

} // namespace crc32
