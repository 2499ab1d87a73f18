// SPDX-License-Identifier: BSD-2-Clause
// The layout of a boot sector of farjump: an MBR, or a volume's boot record.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1); Microsoft, "FAT: General Overview of On-Disk Format"
// 1.03, 3.1; stage1/mbr.asm; docs/boot-flow.md, "Stage 1".
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace boot_sector {

inline constexpr std::size_t jump_end = 3;
inline constexpr std::size_t operands = 0x4E;                     // in the assembled stage 1, the Operands are here
inline constexpr std::size_t code_begin = 0x5A, code_end = 0x1B8; // between jump and code: a volume's parameters
inline constexpr std::size_t identity = code_end, identity_end = identity + 4; // of the disk or of the volume
inline constexpr std::size_t table = 0x1BE, table_entry_size = 16, table_entries = 4;
inline constexpr std::size_t table_end = table + table_entries * table_entry_size;
inline constexpr std::size_t signature = 0x1FE; // 55AAh, for any sector size
static_assert(table_end == signature && signature + 2 == sector_size);

// Offsets, in stage 1, of the operands that image builder and installer write.
struct Operands {
    Le16 sectors_per_track;  // byte
    Le16 highest_head;       // byte
    Le16 first;              // dword: LBA of stage 2
    Le16 second;             // dword: another LBA, tried if stage 2 is not at the first
    Le16 sectors;            // byte: number of sectors of stage 2
    Le16 sector_bytes_upper; // byte: upper half of the sector size in bytes
};
static_assert(operands + sizeof(Operands) == code_begin);

// The byte at `first_read` of an MBR is for stage 2: the number of sectors in its first read of the volume, so that a
// slow drive brings no more than the boot sector and the entries of the FAT that the boot needs. It saves time, and
// changes no result. 0: as many sectors as a read may have. The image builder computes it; the installer writes 0, and
// keeps the number when it updates farjump.
inline constexpr std::size_t first_read = 0x4D;
static_assert(first_read + 1 == operands);

// The start of a sector: a jump over a volume's parameters; or `xor ax, ax` before the jump, as in Microsoft's MBR.
inline constexpr std::array<std::uint8_t, 3> jump{0xEB, code_begin - 2, 0x90};
inline constexpr std::array<std::uint8_t, 4> microsofts{0x33, 0xC0, 0xEB, code_begin - 4};

} // namespace boot_sector
