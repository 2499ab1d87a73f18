// Building page tables: one loop over the levels.
#include "longmode/paging.hpp"

#include <algorithm>

namespace paging {

Result<PhysAddr> Arena::take()
{
    if (used_ == tables_.size())
        return fail(errors::Code::page_tables_full, {tables_.size()});
    tables_[used_] = {};
    return base_ + used_++ * page_size;
}

Result<AddressSpace> AddressSpace::create(Arena& arena, bool no_execute)
{
    return AddressSpace{arena, TRY(arena.take()), no_execute};
}

Result<void> AddressSpace::map(VirtAddr from, PhysAddr to, std::uint64_t length, Rights rights)
{
    // Accessed and dirty are set beforehand: the processor then never needs to write to the tables.
    auto flags = Flag::present | Flag::accessed;
    if (rights.write)
        flags = flags | Flag::writable | Flag::dirty;
    if (!rights.execute && no_execute_)
        flags = flags | Flag::no_execute;
    if (!rights.cached)
        flags = flags | Flag::cache_disable;

    while (length != 0) {
        bool const large = (from.value | to.value) % large_page_size == 0 && length >= large_page_size;
        auto* const entry = TRY(entry_for(from, large ? 2 : 1));
        Entry const wanted{to, large ? flags | Flag::large : flags};
        if (entry->is(Flag::present) && entry->raw() != wanted.raw())
            return fail(errors::Code::mapping_conflict, {from.value, entry->address().value, to.value});
        *entry = wanted;
        auto const step = large ? large_page_size : page_size;
        from = from + step;
        to = to + step;
        length -= step;
    }
    return {};
}

// The entry of `level` for an address, with the tables above it made where they are missing. The rights are in the
// lowest entry alone: those above allow everything.
Result<Entry*> AddressSpace::entry_for(VirtAddr address, int level)
{
    auto table = root_;
    for (int above = levels; above > level; --above) {
        auto& entry = arena_->at(table).entries[index_of(address, above)];
        if (entry.is(Flag::large))
            return fail(errors::Code::mapping_conflict, {address.value, entry.address().value, 0});
        if (!entry.is(Flag::present))
            entry = {TRY(arena_->take()), Flag::present | Flag::writable | Flag::accessed};
        table = entry.address();
    }
    return &arena_->at(table).entries[index_of(address, level)];
}

} // namespace paging
