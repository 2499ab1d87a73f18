// SPDX-License-Identifier: BSD-2-Clause
// Where a Linux kernel, its setup code and its initrds lie. Linux, "The Linux/x86 Boot Protocol", "Memory Layout" and
// "Details of Header Fields".
#pragma once

#include "include/layout.hpp"
#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/memory/search.hpp"
#include "stage2/protocols/linux/header.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace linux_boot {

// Low memory, from `low_base` on. The transfer buffer is there, which nobody needs once all files are read: boot sector
// and setup code of the kernel, then its heap and stack up to heap_end, where the command line begins.
inline constexpr std::uint32_t low_base = layout::transfer_buffer;
inline constexpr std::uint32_t heap_end = 0xE000;                                      // from low_base
inline constexpr std::uint32_t longest_line = layout::transfer_buffer_size - heap_end; // with the zero behind it
static_assert(largest_setup < heap_end);

// Refuses a machine without the memory to which the kernel unpacks itself: it would stop without a message. Error:
// linux_memory_missing.
Result<void> check_memory(Header const& header, std::span<MemoryRange const> memory, std::string_view path);

// Takes the memory of the protected part, at load_address, and memory that the setup code is read to, whose address it
// returns. Errors: linux_memory_missing, linux_place_taken; out_of_memory, memory_map_full.
Result<PhysAddr> take_memory(MemoryMap& memory, Header const& header, std::string_view path);

// Places that neither the kernel's file nor its decompressor writes to, and that the kernel can use. `memory_end`: the end
// of memory by the command line.
memory_search::Bounds free_places(Header const& header, std::uint64_t memory_end);

} // namespace linux_boot
