// How much memory there is, by the firmware's word.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"

#include <cstdint>
#include <string_view>

namespace bios {

// The end of the conventional memory that nobody above has taken, in bytes: the lowest of what INT 12h, the EBDA
// pointer and good sense say. At most 640 KiB.
std::uint32_t low_memory_end();

// Fills `map` with what the BIOS knows, from the best source that answers, and puts it in order. Out: that source.
Result<std::string_view> read_memory_map(MemoryMap& map);

} // namespace bios
