// SPDX-License-Identifier: BSD-2-Clause
// Builds the page tables for the switch to 64-bit mode.
#include "stage2/machine/processors/start_page.hpp"

namespace start_page {

Result<PhysAddr> make_switch_root(paging::Arena& arena, PhysAddr root, paging::Features const& features)
{
    auto space = TRY(paging::AddressSpace::create(arena, features));
    auto const from = place();
    TRY(space.map({{from.value}, from, page_size, {.write = true, .execute = true}}));
    auto& entries = arena.at(space.root()).entries;
    auto const& upper_half = arena.at(root).entries;
    for (std::size_t index = entries.size() / 2; index < entries.size(); ++index)
        entries[index] = upper_half[index];
    return space.root();
}

} // namespace start_page
