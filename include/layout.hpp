// THE MAP: where everything lies in physical memory while farjump boots. No other file knows one of these numbers.
//
//   00000  interrupt vectors, BIOS data area        the BIOS's; some BIOSes scribble up to 7BFF at every tick
//   07C00  stage 1                                   where the BIOS puts the first sector
//   08000  the stack, growing down from 0FFF0        one stack for stage 1, real mode and protected mode
//   0FFF0  stage 1's variables
//   10000  stage 2, unpacked, and its variables      128 KiB at most; what real mode runs is in the first 64
//   30000  first stage 2, as it lies on disk         60 KiB at most: one BIOS read that crosses no 64 KiB line
//          then the transfer buffer                  all the memory that a BIOS call is ever shown, but for the stack
//   40000  the annex, where it is wanted and the BIOS has not taken it: 256 KiB, the last part of it as on disk
//   80000  free: the BIOS may have taken anything from 40000 up (EBDA, option ROMs); 640 KiB is never assumed
//  100000  and up: caches, page tables, the kernel   placed by what the memory map grants
//
// All but the annex fits below 256 KiB, and stage 2 checks that INT 12h, the EBDA and E820 grant it before using it.
#pragma once

#include "include/units.hpp"

#include <cstdint>

namespace layout {

inline constexpr std::uint32_t stage1_base = 0x7C00;
inline constexpr std::uint32_t stage1_size = sector_size;
inline constexpr std::uint32_t stack_bottom = 0x8000;
inline constexpr std::uint32_t stack_top = 0xFFF0; // reachable with SS=0, so SP is the linear address

inline constexpr std::uint32_t stage2_base = 0x10000;
inline constexpr std::uint32_t stage2_segment = stage2_base >> 4; // CS and DS of stage 2's real-mode parts
inline constexpr std::uint32_t stage2_end = 0x30000;              // of its variables, at the most
inline constexpr std::uint32_t stage2_crc_table = 32; // offset in stage 2: stage 1 uses it to check the rest

inline constexpr std::uint32_t transfer_buffer = 0x30000;
inline constexpr std::uint32_t transfer_buffer_size = 64 << 10;

inline constexpr std::uint32_t stage2_packed_base = transfer_buffer;
inline constexpr std::uint32_t stage2_packed_segment = stage2_packed_base >> 4;
inline constexpr std::uint32_t stage2_packed_max_size = 60 << 10; // 15 sectors of 4096 bytes, 120 of 512

inline constexpr std::uint32_t low_memory_needed = transfer_buffer + transfer_buffer_size;

inline constexpr std::uint32_t annex_base = 0x40000;
inline constexpr std::uint32_t annex_end = 0x80000; // its image, its variables, and at the end its packed form

// Of core and annex as they lie on the disk.
inline constexpr std::uint32_t stage2_max_size = stage2_packed_max_size + (annex_end - annex_base);

inline constexpr Lba stage2_lba{1}; // right behind an MBR, in the gap before 1 MiB

// From a volume's start, where stage 2 lies in its reserved sectors: behind boot sector and FSInfo, the copies of both at
// 6 and 7, and what is spare between them.
inline constexpr std::uint32_t reserved_stage2 = 8;

static_assert(transfer_buffer % (64 << 10) == 0 && transfer_buffer_size <= 64 << 10,
              "no BIOS transfer crosses a 64 KiB line");
static_assert(stage2_packed_max_size <= transfer_buffer_size);

} // namespace layout
