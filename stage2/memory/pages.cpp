// SPDX-License-Identifier: BSD-2-Clause
// Takes whole pages and clears the bytes behind the content.
#include "stage2/memory/pages.hpp"

#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace pages {

Result<Pages> take(MemoryMap& memory, std::uint64_t size, MemoryKind kind, char const* name)
{
    if (size == 0)
        return Pages{};
    auto const place = TRY(memory.allocate({size, MemoryMap::page, kind, name}));
    auto const all = physical_memory(place, round_up(size, MemoryMap::page));
    auto const bytes = all.first(static_cast<std::size_t>(size));
    bulk::clear(all.subspan(bytes.size()));
    return Pages{place, bytes};
}

} // namespace pages
