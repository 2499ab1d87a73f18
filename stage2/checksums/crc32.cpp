// CRC-32: the table, at the address that stage 1 knows, and one lookup per byte.
#include "stage2/checksums/crc32.hpp"

namespace crc32 {

[[gnu::section(".stage1_crc_table"), gnu::used]] constinit Table const table = make_table();

std::uint32_t of(Bytes bytes, std::uint32_t so_far)
{
    return of(bytes, so_far, table);
}

} // namespace crc32
