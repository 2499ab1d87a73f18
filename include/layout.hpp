// SPDX-License-Identifier: BSD-2-Clause
// THE MAP: physical memory while farjump boots. These numbers are defined only here.
//
//   00000  interrupt vectors, BIOS data area        used by the BIOS; some BIOSes write up to 7BFF at every tick
//   005E0  12 bytes, which are left for the next boot: the reset mark
//   07C00  stage 1                                   the BIOS loads the first sector here
//   08000  the stack, growing down from 0FFF0        shared by stage 1, real mode and protected mode
//   0FFF0  stage 1's variables
//   10000  stage 2, unpacked, and its variables      128 KiB at most; its real-mode code is in the first 64 KiB
//   30000  first stage 2 as on the disk (packed)     60 KiB at most: one BIOS read, which crosses no 64 KiB boundary
//          then the transfer buffer                  the only memory that BIOS calls use, except the stack
//   40000  the annex, if needed and not in use by the BIOS: 256 KiB; its end holds its packed front
//                                                    (its packed rear, if needed, is allocated from the memory map)
//   80000  not used: the BIOS may use memory from 40000 up (EBDA, option ROMs); 640 KiB are never assumed
//  100000  and up: caches, page tables, the kernel   allocated from the memory map
//
// Everything except the annex is below 256 KiB. Stage 2 checks that INT 12h, the EBDA and E820 report this memory as
// free.
#pragma once

#include "include/units.hpp"

#include <cstdint>

namespace layout {

// Behind the BIOS data area and what IBM's ROM BASIC and DOS use of this page: stage2/machine/reset_mark.hpp.
inline constexpr std::uint32_t reset_mark = 0x5E0;
inline constexpr std::uint32_t reset_mark_size = 12;

inline constexpr std::uint32_t stage1_base = 0x7C00;
inline constexpr std::uint32_t stage1_size = sector_size;
inline constexpr std::uint32_t stack_bottom = 0x8000;
inline constexpr std::uint32_t stack_top = 0xFFF0; // reachable with SS=0, so SP is the linear address

inline constexpr std::uint32_t stage2_base = 0x10000;
inline constexpr std::uint32_t stage2_segment = stage2_base >> 4; // CS and DS of stage 2's real-mode code
inline constexpr std::uint32_t stage2_end = 0x30000;              // upper limit of its variables

inline constexpr std::uint32_t transfer_buffer = 0x30000;
inline constexpr std::uint32_t transfer_buffer_size = 64 << 10;

inline constexpr std::uint32_t stage2_packed_base = transfer_buffer;
inline constexpr std::uint32_t stage2_packed_segment = stage2_packed_base >> 4;
inline constexpr std::uint32_t stage2_packed_max_size = 60 << 10; // 15 sectors of 4096 bytes, 120 of 512

inline constexpr std::uint32_t low_memory_needed = transfer_buffer + transfer_buffer_size;

inline constexpr std::uint32_t annex_base = 0x40000;
inline constexpr std::uint32_t annex_end = 0x80000; // parts, variables, and at the end the packed front

// Maximum size of core and annex on the disk.
inline constexpr std::uint32_t stage2_max_size = stage2_packed_max_size + (annex_end - annex_base);

inline constexpr Lba stage2_lba{1}; // directly after an MBR, in the gap before 1 MiB

// The sector of stage 2 in a volume's reserved sectors: after the boot sector, FSInfo, their copies in sectors 6 and 7,
// and the unused sectors between them.
inline constexpr std::uint32_t reserved_stage2 = 8;

static_assert(transfer_buffer % (64 << 10) == 0 && transfer_buffer_size <= 64 << 10,
              "no BIOS transfer crosses a 64 KiB line");
static_assert(stage2_packed_max_size <= transfer_buffer_size);

} // namespace layout
