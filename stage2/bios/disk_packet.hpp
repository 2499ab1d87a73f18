// SPDX-License-Identifier: BSD-2-Clause
// The parameters of extended reads and writes. T13, "BIOS Enhanced Disk Drive Services" 3.0, "Disk Address Packet".
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace bios {

// Rebuilt for each call, because a BIOS may change any of its fields.
struct DiskAddressPacket {
    std::uint8_t size = 16;
    std::uint8_t reserved = 0;
    Le16 count;
    Le16 buffer_offset;
    Le16 buffer_segment;
    Le64 first;
};
static_assert(sizeof(DiskAddressPacket) == 16);

} // namespace bios
