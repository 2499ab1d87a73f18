// SPDX-License-Identifier: BSD-2-Clause
// Writes memory maps as lists that tests can contain, compare and print.
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <ostream>
#include <utility>
#include <vector>

struct Range {
    std::uint64_t base;
    std::uint64_t end;
    MemoryKind kind;
    bool operator==(Range const&) const = default;
};

inline void PrintTo(Range const& range, std::ostream* stream)
{
    *stream << std::hex << '[' << range.base << ", " << range.end << ") is " << std::to_underlying(range.kind);
}

inline std::vector<Range> listed(MemoryMap const& map)
{
    std::vector<Range> list;
    for (auto const& range : map.ranges())
        list.push_back({range.base, range.base + range.length, range.kind});
    return list;
}

// Sorted, no overlap, no empty range, no neighbours of one kind: what boot_info.hpp promises and a little more.
inline bool in_order(MemoryMap const& map)
{
    MemoryRange const* before = nullptr;
    for (auto const& range : map.ranges()) {
        if (range.length == 0 || range.base + range.length < range.base)
            return false;
        auto const end_before = before == nullptr ? 0 : before->base + before->length;
        if (range.base < end_before || (before && range.base == end_before && range.kind == before->kind))
            return false;
        before = &range;
    }
    return true;
}
