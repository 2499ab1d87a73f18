// SPDX-License-Identifier: BSD-2-Clause
// Computes CRC-32 with a table of the kernel's own.
#include "kernel/commands/checksum.hpp"

#include "include/crc32.hpp"

std::uint32_t checksum_of(Bytes bytes)
{
    static constexpr auto table = crc32::make_table();
    return crc32::of(bytes, 0, table);
}
