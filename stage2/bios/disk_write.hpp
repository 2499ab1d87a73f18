// SPDX-License-Identifier: BSD-2-Clause
// Writes sectors of a BIOS drive, and reads them through the very same disk address packet: INT 13h AH=43h and AH=42h.
// Makes one call, and repeats nothing. The checks that a write needs are in stage2/choice/counting/sector_writer.hpp.
// T13, "BIOS Enhanced Disk Drive Services" 3.0, "Extended Write"; Ralf Brown, INT 13h AH=43h.
#pragma once

#include "include/result.hpp"
#include "include/units.hpp"

#include <cstdint>

namespace bios {

// What the BIOS answers.
struct TransferAnswer {
    bool succeeded;
    std::uint8_t status; // AH; stage2/bios/disk_status.hpp
};

enum class Transfer : std::uint8_t {
    read = 0x42,
    write = 0x43, // AL = 0: without verification. Its other values mean different things in EDD 1.1 and 2.1
};

// Moves `count` sectors from or to bios::data(), `buffer_offset` bytes from its start. All of them are in it. Error:
// a20_closed.
Result<TransferAnswer> transfer(Transfer direction, std::uint8_t drive, Lba first, std::uint32_t count,
                                std::uint32_t buffer_offset);

} // namespace bios
