// Questions to the memory map. They rely on its order: sorted by base, none overlapping.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/units.hpp"

#include <cstdint>
#include <span>

namespace memory_ranges {

using farjump::MemoryKind;
using farjump::MemoryRange;

constexpr std::uint64_t end_of(MemoryRange const& range)
{
    return range.base + range.length;
}

// What the direct map shows of the map (boot_info.hpp, direct_map_base).
constexpr bool is_mapped(MemoryKind kind)
{
    return kind != MemoryKind::reserved && kind != MemoryKind::bad;
}

// True when ranges that `matches` accepts leave no gap in [begin, end). With whole_pages, a range counts for every page
// that it has a byte of: pages are what can be mapped.
template <typename Matches>
constexpr bool covered(std::span<MemoryRange const> ranges, std::uint64_t begin, std::uint64_t end, Matches matches,
                       bool whole_pages = false)
{
    for (auto const& range : ranges) {
        auto const first = whole_pages ? round_down(range.base, 4_KiB) : range.base;
        auto const last = whole_pages ? round_up(end_of(range), 4_KiB) : end_of(range);
        if (begin < end && matches(range.kind) && first <= begin && begin < last)
            begin = last;
    }
    return begin >= end;
}

constexpr bool covered_by(std::span<MemoryRange const> ranges, std::uint64_t begin, std::uint64_t end, MemoryKind kind)
{
    return covered(ranges, begin, end, [kind](MemoryKind other) { return other == kind; });
}

} // namespace memory_ranges
