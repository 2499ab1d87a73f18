// SPDX-License-Identifier: BSD-2-Clause
// Answers queries about the memory map. Precondition: sorted by base, no overlaps.
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

// True for ranges that the direct map contains (boot_info.hpp, direct_map_base).
constexpr bool is_mapped(MemoryKind kind)
{
    return kind != MemoryKind::reserved && kind != MemoryKind::bad;
}

// True if the ranges that `matches` accepts cover [begin, end). With whole_pages, a range covers each page of which it
// has a byte, because only whole pages can be mapped.
template <typename Matches>
constexpr bool covered(std::span<MemoryRange const> ranges, std::uint64_t begin, std::uint64_t end, Matches matches,
                       bool whole_pages = false)
{
    for (auto const& range : ranges) {
        auto const first = whole_pages ? round_down(range.base, page_size) : range.base;
        auto const last = whole_pages ? round_up(end_of(range), page_size) : end_of(range);
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
