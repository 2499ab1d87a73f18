// SPDX-License-Identifier: BSD-2-Clause
// Searches the memory map for places.
#include "stage2/memory/search.hpp"

#include <algorithm>

namespace memory_search {

namespace {

// The part of a usable range within the bounds, in whole pages; empty for other ranges.
Bounds usable_part(MemoryRange const& range, Bounds bounds)
{
    if (range.kind != MemoryKind::usable || bounds.lowest >= bounds.end) // so that rounding up stays within 64 bits
        return {0, 0};
    auto const begin = round_up(std::max(range.base, bounds.lowest), page_size);
    return {begin, std::max(begin, round_down(std::min(end_of(range), bounds.end), page_size))};
}

bool is_ram(MemoryKind kind)
{
    return kind == MemoryKind::usable || kind == MemoryKind::loader || kind == MemoryKind::kernel ||
           kind == MemoryKind::module;
}

using Find = std::optional<PhysAddr>(std::span<MemoryRange const>, Need const&, Bounds);

// claim() refuses memory that its test finds to be bad, and takes that memory out of the map.
Result<std::optional<PhysAddr>> take(MemoryMap& memory, Need const& need, Bounds bounds, Find* find)
{
    for (auto tries = MemoryMap::capacity; tries != 0; --tries) {
        auto const place = find(memory.ranges(), need, bounds);
        if (!place || TRY(memory.claim(*place, round_up(need.size, page_size), need.kind)))
            return place;
    }
    return std::nullopt;
}

} // namespace

std::optional<PhysAddr> highest(std::span<MemoryRange const> map, Need const& need, Bounds bounds)
{
    auto const size = round_up(need.size, page_size);
    for (auto at = map.size(); at-- > 0;) {
        auto const [begin, end] = usable_part(map[at], bounds);
        if (end - begin < size)
            continue;
        auto const place = round_down(end - size, need.alignment);
        if (place >= begin)
            return PhysAddr{place};
    }
    return std::nullopt;
}

std::optional<PhysAddr> lowest(std::span<MemoryRange const> map, Need const& need, Bounds bounds)
{
    auto const size = round_up(need.size, page_size);
    for (auto const& range : map) {
        auto const [begin, end] = usable_part(range, bounds);
        auto const place = round_up(begin, need.alignment);
        if (place <= end && end - place >= size && end != 0)
            return PhysAddr{place};
    }
    return std::nullopt;
}

Result<std::optional<PhysAddr>> take_highest(MemoryMap& memory, Need const& need, Bounds bounds)
{
    return take(memory, need, bounds, highest);
}

Result<std::optional<PhysAddr>> take_lowest(MemoryMap& memory, Need const& need, Bounds bounds)
{
    return take(memory, need, bounds, lowest);
}

std::uint64_t largest(std::span<MemoryRange const> map, Bounds bounds)
{
    std::uint64_t most = 0;
    for (auto const& range : map) {
        auto const [begin, end] = usable_part(range, bounds);
        most = std::max(most, end - begin);
    }
    return most;
}

std::uint64_t end_of_memory(std::span<MemoryRange const> map, std::uint64_t begin)
{
    for (auto const& range : map)
        if (is_ram(range.kind) && range.base <= begin)
            begin = std::max(begin, end_of(range));
    return begin;
}

} // namespace memory_search
