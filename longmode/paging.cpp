// SPDX-License-Identifier: BSD-2-Clause
// Builds page tables with one loop over the levels.
#include "longmode/paging.hpp"

#include <algorithm>
#include <bit>

namespace paging {

Result<PhysAddr> Arena::take()
{
    if (used_ == tables_.size())
        return fail(errors::Code::page_tables_full, {tables_.size()});
    tables_[used_] = {};
    return base_ + used_++ * page_size;
}

Result<AddressSpace> AddressSpace::create(Arena& arena, Features const& features)
{
    return AddressSpace{arena, TRY(arena.take()), features};
}

Result<void> AddressSpace::map(Mapping rest, Mapped mapped)
{
    int const highest = page_level(features_, rest.from, rest.to);
    while (rest.length != 0) {
        int level = highest;
        while (static_cast<std::uint32_t>(rest.from.value) % page_size_of(level) != 0 ||
               rest.length < page_size_of(level))
            --level;
        auto slot = TRY(slot_for(rest.from, level));
        bool const met_larger = slot.level != level;
        if (mapped == Mapped::keep_existing)
            while (slot.level > 1 && slot.entry->is(Flag::present) && !slot.entry->is(Flag::large))
                slot = TRY(slot_for(rest.from, slot.level - 1)); // a table, which may have gaps between its pages
        auto const size = page_size_of(slot.level);
        auto const wanted = page(rest.to, slot.level, rest.rights);
        if (!slot.entry->is(Flag::present))
            *slot.entry = wanted;
        else if (mapped != Mapped::keep_existing && (met_larger || slot.entry->raw() != wanted.raw()))
            return fail(errors::Code::mapping_conflict,
                        {rest.from.value, round_down(slot.entry->address().value, size), rest.to.value});
        largest_level_ = std::max(largest_level_, slot.level);
        advance(rest, std::min<std::uint64_t>(rest.length, size - static_cast<std::uint32_t>(rest.from.value) % size));
        if (slot.level == level)
            fill(slot, wanted, rest);
    }
    return {};
}

void AddressSpace::advance(Mapping& rest, std::uint64_t bytes)
{
    rest.from = rest.from + bytes;
    rest.to = rest.to + bytes;
    rest.length -= bytes;
}

// Continues in the same table while its entries are free, which avoids a walk from the root for each entry. `last` is
// the entry in `slot`; `rest` begins behind it.
void AddressSpace::fill(Slot slot, Entry last, Mapping& rest)
{
    auto const size = page_size_of(slot.level);
    constexpr std::size_t entries = page_size / sizeof(Entry);
    auto const left = (entries - index_of(rest.from, slot.level)) % entries; // 0: `slot` is the table's last
    auto const most = std::min<std::uint64_t>(left, rest.length >> std::countr_zero(size));
    std::uint32_t count = 0;
    for (; count < most && !(++slot.entry)->is(Flag::present); ++count) {
        last = last.at_distance(size);
        *slot.entry = last;
    }
    advance(rest, std::uint64_t{count} * size);
}

// Returns the entry of `level` for an address and creates missing tables above it, or returns the entry of a larger
// page that already maps the address. Only the lowest entry has the rights; the tables above allow everything.
Result<AddressSpace::Slot> AddressSpace::slot_for(VirtAddr address, int level)
{
    auto table = root_;
    for (int here = features_.levels();; --here) {
        auto& entry = arena_->at(table).entries[index_of(address, here)];
        if (here == level || entry.is(Flag::large))
            return Slot{&entry, here};
        if (!entry.is(Flag::present))
            entry = {TRY(arena_->take()), Flag::present | Flag::writable | Flag::accessed};
        table = entry.address();
    }
}

Entry AddressSpace::page(PhysAddr to, int level, Rights rights) const
{
    // Accessed and dirty are set in advance, so that the processor never needs to write to the tables.
    auto flags = Flag::present | Flag::accessed;
    if (level > 1)
        flags = flags | Flag::large;
    if (rights.write)
        flags = flags | Flag::writable | Flag::dirty;
    if (!rights.execute && features_.no_execute)
        flags = flags | Flag::no_execute;
    if (rights.cacheability == Cacheability::write_combining && features_.page_attributes)
        flags = flags | Flag::write_through | (level > 1 ? Flag::large_attribute : Flag::attribute); // PA5
    else if (rights.cacheability != Cacheability::write_back)
        flags = flags | Flag::write_through | Flag::cache_disable; // PA3
    return {to, flags};
}

} // namespace paging
