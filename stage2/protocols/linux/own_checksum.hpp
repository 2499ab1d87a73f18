// SPDX-License-Identifier: BSD-2-Clause
// The CRC-32 in a Linux kernel's file. Linux, "The Linux/x86 Boot Protocol", "The Image Checksum".
#pragma once

#include "include/bytes.hpp"
#include "stage2/protocols/linux/header.hpp"

#include <cstdint>
#include <span>

namespace linux_boot {

// Computes a CRC-32 piece by piece: of() or of_by_folding().
using AddToCrc = std::uint32_t(Bytes piece, std::uint32_t so_far);

// True if the kernel has a checksum, and it is right for `pieces`, the whole file.
inline bool own_checksum_is_right(Header const& header, std::span<Bytes const> pieces, AddToCrc* add)
{
    if (header.checked_size == 0)
        return false;
    std::uint32_t crc = 0;
    for (auto const piece : pieces)
        crc = add(piece, crc);
    // The kernel's build chose four bytes so that the register of the CRC ends with 0, which `add` returns inverted.
    return ~crc == 0;
}

} // namespace linux_boot
