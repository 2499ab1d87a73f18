// Is there memory, and is it good? A few stores and loads a MiB, which see what is absent, dead, or the same as other
// memory; no memory test.
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <cstdint>

namespace memory_trial {

// How values get past the cache: by the line, by the whole cache, or not at all, on processors that have none of their
// own. Without that, absent memory would keep what the cache keeps.
enum class CacheFlush : std::uint8_t { none, whole, line };

void use(CacheFlush flush);

// Do the bytes [base, end), whole pages that nobody uses, keep what is written to them? When one address line is not
// connected, they are also found at an address that differs in its bit: where `map` counts memory there, it is looked
// at, too. All memory is as before afterwards.
bool keeps(MemoryMap const& map, std::uint32_t base, std::uint32_t end);

} // namespace memory_trial
