// SPDX-License-Identifier: BSD-2-Clause
// Walks the page tables as the processor does. Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5), "Access
// Rights" (4.6).

#include "kernel/memory/page_walk.hpp"

namespace page_walk {

// Copies the highest translated bit, 47 or 56, into all bits above it.
VirtAddr Tables::canonical(std::uint64_t address) const
{
    auto const sign = 1ull << (12 + 9 * levels_ - 1);
    return {address & sign ? address | ~(sign - 1) : address & (sign - 1)};
}

std::optional<Entry> Tables::entry_at(PhysAddr table, int level, std::size_t index, VirtAddr base, Rights above) const
{
    Bits const bits{*memory_.at<std::uint64_t>(table + index * sizeof(std::uint64_t))};
    if (!has(bits, Bits::present))
        return std::nullopt;
    Rights const rights{.writable = above.writable && has(bits, Bits::writable),
                        .executable = above.executable && !has(bits, Bits::no_execute),
                        .user = above.user && has(bits, Bits::user)};
    Entry entry{base, level, bits, rights};
    entry.address = canonical(base.value + index * entry.size());
    return entry;
}

std::optional<Entry> Tables::page_at(VirtAddr address) const
{
    if (canonical(address.value) != address)
        return std::nullopt;
    PhysAddr table = root_;
    VirtAddr base{0};
    Rights rights;
    for (int level = levels_; level >= 1; --level) {
        auto const index = static_cast<std::size_t>(address.value >> (12 + 9 * (level - 1)) & 0x1FF);
        auto const entry = entry_at(table, level, index, base, rights);
        if (!entry || entry->leaf())
            return entry;
        table = entry->target();
        base = entry->address;
        rights = entry->rights;
    }
    return std::nullopt;
}

std::optional<PhysAddr> Tables::physical_of(VirtAddr address) const
{
    auto const page = page_at(address);
    if (!page)
        return std::nullopt;
    return page->target() + (address - page->address);
}

} // namespace page_walk
