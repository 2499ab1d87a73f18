// SPDX-License-Identifier: BSD-2-Clause
// A quick test whether memory is present: a few stores and loads per MiB find memory that is absent, defective or a
// mirror of other memory. It is not a full memory test.
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <cstdint>

namespace memory_trial {

// How written values are forced out of the cache: by line, by a flush of the whole cache, or not at all on processors
// without a cache of their own. Otherwise the cache would hide absent memory.
enum class CacheFlush : std::uint8_t { none, whole, line };

void use(CacheFlush flush);

// True if the bytes [base, end), whole unused pages, keep the values written to them. If an address line is not
// connected, the values also appear at the address without that bit, so those addresses are checked where `map` has
// memory. Leaves all memory unchanged.
bool keeps(MemoryMap const& map, std::uint32_t base, std::uint32_t end);

} // namespace memory_trial
