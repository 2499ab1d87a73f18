// SPDX-License-Identifier: BSD-2-Clause
// The memory map as the BIOS reports it.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"

#include <cstdint>
#include <string_view>

namespace bios {

// The end of free conventional memory, in bytes: the minimum of INT 12h, the BIOS data area and the EBDA's address, as
// far as these are plausible. At most 640 KiB.
std::uint32_t low_memory_end();

// Fills `map` from the best source that answers, as the firmware has it. `low_end` is low_memory_end(). Returns the
// source's name: "E820h", "E801h" or "88h". Error: no_memory_map.
Result<std::string_view> list_memory(MemoryMap& map, std::uint32_t low_end);

// The same, and finishes `map` for the loader.
Result<std::string_view> read_memory_map(MemoryMap& map);

} // namespace bios
