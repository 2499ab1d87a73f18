// SPDX-License-Identifier: BSD-2-Clause
// An entry of an MBR's partition table, as on the disk.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace mbr {

// Only the LBA fields are used: CHS addresses end at 8 GB and depend on an unknown geometry.
struct PartitionRecord {
    std::uint8_t boot_indicator; // 80h: active
    std::uint8_t starting_chs[3];
    std::uint8_t os_type;
    std::uint8_t ending_chs[3];
    Le32 starting_lba;
    Le32 size_in_lba;

    bool is_active() const { return boot_indicator == 0x80; }
    // No partition starts at sector 0, which holds the table. The end needs no check: it fits in 33 bits.
    bool has_place() const { return starting_lba != 0 && size_in_lba != 0; }
    bool is_used() const { return os_type != 0 && has_place(); }
};
static_assert(sizeof(PartitionRecord) == 16 && offsetof(PartitionRecord, starting_lba) == 8);

} // namespace mbr
