// Where a Linux kernel unpacks itself, and where nothing of what it gets may lie. Linux, "The Linux/x86 Boot Protocol",
// "Details of Header Fields": init_size, pref_address, initrd_addr_max.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/search.hpp"
#include "stage2/protocols/linux/header.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace linux_boot {

// Refuses a machine without the memory to which the kernel unpacks itself: it would stop without a message. Error:
// linux_memory_missing.
Result<void> check_memory(Header const& header, std::span<MemoryRange const> memory, std::string_view path);

// The places that neither the kernel's file nor its decompressor writes to, and that the kernel can use. `memory_end`: the
// kernel uses no memory from there on (`mem=` in its command line).
memory_search::Bounds free_places(Header const& header, std::uint64_t memory_end);

} // namespace linux_boot
