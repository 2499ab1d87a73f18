// SPDX-License-Identifier: BSD-2-Clause
// Provides page tables under test: an arena that the processor would see above 4 GiB, and the kernel's own page walk.
#pragma once

#include "kernel/memory/page_walk.hpp"
#include "longmode/paging.hpp"

#include <vector>

using Leaf = page_walk::Entry;

struct PageTableMemory {
    static constexpr PhysAddr base{0x1'2345'6000};

    explicit PageTableMemory(std::size_t count) : tables(count) {}

    page_walk::Tables walk(PhysAddr root, int levels = 4) const
    {
        auto const here = std::uint64_t{reinterpret_cast<std::uintptr_t>(tables.data())};
        return {root, levels, DirectMap(here - base.value, tables.size() * sizeof(paging::Table))};
    }

    // All pages that are mapped, in order.
    std::vector<Leaf> leaves(PhysAddr root, int levels = 4) const
    {
        std::vector<Leaf> found;
        walk(root, levels).each([&](Leaf const& entry) {
            if (entry.leaf())
                found.push_back(entry);
            return true;
        });
        return found;
    }

    std::vector<paging::Table> tables;
    paging::Arena arena{base, tables};

    // Full of what was there before.
    void dirty()
    {
        for (auto& table : tables)
            __builtin_memset(static_cast<void*>(&table), 0xA5, sizeof table);
    }
};

// Which entry of the page attribute table a page goes by. Intel SDM Vol. 3A, "Paging and Memory Typing": PAT, PCD, PWT.
inline int attribute_index(Leaf const& leaf)
{
    auto const bits = static_cast<std::uint64_t>(leaf.bits);
    return static_cast<int>((bits >> (leaf.level == 1 ? 7 : 12) & 1) << 2 | (bits >> 3 & 3));
}

// Those that docs/boot-info.md names.
inline constexpr int write_back_index = 0;
inline constexpr int uncached_index = 3;
inline constexpr int write_combining_index = 5;

// Bits that make the processor fault when they are set: those above 40 bits of address (PCs of the time have 36 to 46),
// NX and large pages where there are none, and in large pages those below the address.
inline bool reserved_bits_set(Leaf const& entry, paging::Features const& features)
{
    auto const bits = static_cast<std::uint64_t>(entry.bits);
    bool const large = entry.level > 1 && (bits & 1u << 7);
    auto wrong = bits & 0x000F'FF00'0000'0000;
    if (!features.no_execute)
        wrong |= bits & 1ull << 63;
    if (large && entry.level > (features.gigabyte_pages ? 3 : 2))
        return true;
    if (large)
        wrong |= bits & (entry.size() - 1) & ~0x1FFFull;
    return wrong != 0;
}
