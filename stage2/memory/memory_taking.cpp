// SPDX-License-Identifier: BSD-2-Clause
// Taking memory from the map: choosing the address, and testing the memory first.
#include "stage2/memory/memory_map.hpp"

#include <algorithm>
#include <bit>

namespace {

// The part of a usable range that allocate() can use: above the legacy area and below 4 GiB. The last page below 4 GiB
// belongs to the BIOS, so all ends fit in 32 bits.
struct Span {
    std::uint32_t begin;
    std::uint32_t end;
};

Span reachable_part(MemoryRange const& range)
{
    constexpr auto last_page = static_cast<std::uint32_t>(4_GiB - MemoryMap::page);
    auto const begin = std::max(static_cast<std::uint32_t>(range.base), MemoryMap::legacy_area_end);
    auto const end = end_of(range) >> 32 != 0 ? last_page : static_cast<std::uint32_t>(end_of(range));
    if (range.kind != MemoryKind::usable || range.base >> 32 != 0 || end <= begin)
        return {};
    return {begin, end};
}

} // namespace

Result<PhysAddr> MemoryMap::allocate(MemoryDemand const& demand)
{
    auto const& [size, alignment, kind, name, random] = demand;
    constexpr std::uint32_t most_bad_places = 32;
    auto const pages = static_cast<std::uint32_t>(round_up(std::min(size, 4_GiB - page), page));
    std::uint32_t bad_places = 0;
    for (std::size_t at = count_; at-- > 0;) {
        auto const [lowest, end] = reachable_part(ranges_[at]);
        auto base = round_down(end - pages, alignment);
        if (end < pages || base < lowest)
            continue;
        auto const shift = std::countr_zero(alignment);
        auto const places = ((base - lowest) / 8 >> shift) + 1;
        base -= static_cast<std::uint32_t>(std::uint64_t{places} * random >> 32) << shift;
        if (TRY(take(ranges_[at], base, base + pages, kind)))
            return PhysAddr{base};
        if (++bad_places == most_bad_places)
            return fail(errors::Code::memory_dead, {size, most_bad_places}, name);
        at = count_; // the map has changed
    }
    std::uint32_t largest = 0;
    std::uint32_t bytes = 0;
    for (auto const& range : ranges()) {
        auto const [begin, end] = reachable_part(range);
        largest = std::max(largest, end - begin);
        bytes += end - begin;
    }
    return fail(errors::Code::out_of_memory, {round_up(size, page), largest, bytes}, name);
}

Result<bool> MemoryMap::claim(PhysAddr base, std::uint64_t size, MemoryKind kind)
{
    auto const at = first_behind(base.value);
    if (at == count_ || ranges_[at].kind != MemoryKind::usable || base.value < ranges_[at].base ||
        end_of(ranges_[at]) - base.value < size || (base.value + size) >> 32 != 0)
        return false;
    auto const begin = static_cast<std::uint32_t>(base.value);
    return take(ranges_[at], begin, begin + static_cast<std::uint32_t>(size), kind);
}

// Takes [base, end) out of `range`, which is usable. If some of it is bad, marks that part and the bad memory before it
// as bad, and returns false.
Result<bool> MemoryMap::take(MemoryRange const& range, std::uint32_t base, std::uint32_t end, MemoryKind kind)
{
    for (auto part_end = end; trial_.keeps != nullptr && part_end > base;) {
        auto begin = part_end - std::min(part_end - base, most_tried_at_once);
        if (trial_.keeps(*this, begin, part_end)) {
            part_end = begin;
            continue;
        }
        auto const lowest = static_cast<std::uint32_t>(range.base);
        while (begin > lowest) {
            auto const before = std::max(lowest, round_down(begin - 1, most_tried_at_once));
            if (trial_.keeps(*this, before, begin))
                break;
            begin = before;
        }
        TRY(replace_if_room(begin, part_end, MemoryKind::bad));
        trial_.report(begin, part_end);
        return false;
    }
    TRY(replace_if_room(base, end, kind));
    return true;
}
