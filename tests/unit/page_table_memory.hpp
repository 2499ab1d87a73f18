// Page tables under test: an arena that the processor would see above 4 GiB, and the kernel's own walker to read it.
#pragma once

#include "kernel/page_walk.hpp"
#include "longmode/paging.hpp"

#include <vector>

using Leaf = page_walk::Entry;

struct PageTableMemory {
    static constexpr PhysAddr base{0x1'2345'6000};

    explicit PageTableMemory(std::size_t count) : tables(count) {}

    page_walk::Tables walk(PhysAddr root) const
    {
        auto const here = std::uint64_t{reinterpret_cast<std::uintptr_t>(tables.data())};
        return {root, DirectMap(here - base.value, tables.size() * sizeof(paging::Table))};
    }

    // All pages that are mapped, in order.
    std::vector<Leaf> leaves(PhysAddr root) const
    {
        std::vector<Leaf> found;
        walk(root).each([&](Leaf const& entry) {
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

inline bool uncached(Leaf const& leaf)
{
    constexpr std::uint64_t cache_disable = 1u << 4;
    return static_cast<std::uint64_t>(leaf.bits) & cache_disable;
}

// Bits that make the processor fault when they are set: those above 40 bits of address (PCs of the time have 36 to 46),
// NX where there is none, and in large pages those below the address.
inline bool reserved_bits_set(Leaf const& entry, bool no_execute)
{
    auto const bits = static_cast<std::uint64_t>(entry.bits);
    auto wrong = bits & 0x000F'FF00'0000'0000;
    if (!no_execute)
        wrong |= bits & 1ull << 63;
    if (entry.level == page_walk::top_level)
        wrong |= bits & 1u << 7;
    if (entry.leaf() && entry.level > 1)
        wrong |= bits & (entry.size() - 1) & ~0x1FFFull;
    return wrong != 0;
}
