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
inline constexpr std::size_t operands = 0x4E;                     // as assembled, stage 1 has the Operands here
inline constexpr std::size_t code_begin = 0x5A, code_end = 0x1B8; // between jump and code: a volume's parameters
inline constexpr std::size_t identity = code_end, identity_end = identity + 4; // of the disk or of the volume
inline constexpr std::size_t table = 0x1BE, table_entry_size = 16, table_entries = 4;
inline constexpr std::size_t table_end = table + table_entries * table_entry_size;
inline constexpr std::size_t signature = 0x1FE; // 55AAh, whatever the sector size
static_assert(table_end == signature && signature + 2 == sector_size);

// Offsets of the operands that image builder and installer write into stage 1.
struct Operands {
    Le16 sectors_per_track;  // byte
    Le16 highest_head;       // byte
    Le16 first;              // dword: LBA of stage 2
    Le16 second;             // dword: another LBA, for when stage 2 is not at the first
    Le16 sectors;            // byte: how many stage 2 has
    Le16 sector_bytes_upper; // byte: the upper half of their size
};
static_assert(operands + sizeof(Operands) == code_begin);

// How a sector starts: with a jump over a volume's parameters, or with `xor ax, ax` in front of it, as Microsoft's MBR.
inline constexpr std::array<std::uint8_t, 3> jump{0xEB, code_begin - 2, 0x90};
inline constexpr std::array<std::uint8_t, 4> microsofts{0x33, 0xC0, 0xEB, code_begin - 4};

} // namespace boot_sector
