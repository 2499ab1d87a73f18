// SPDX-License-Identifier: BSD-2-Clause
// Unpacks a part of the annex from the annex's packed form. The front stays at the end of the annex's memory; the rear is
// read when a boot first needs a part of it.
#include "stage2/annex/parts.hpp"

#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/annex/unpack_block.hpp"
#include "stage2/boot.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace annex {

namespace {

MutableBytes rear; // empty until it is read

MutableBytes front()
{
    auto const size = front_size(annex_facts);
    return physical_memory({layout::annex_end - size}, size);
}

} // namespace

void AnyPart::unpack()
{
    auto* const begin = const_cast<std::byte*>(static_cast<std::byte const*>(begin_));
    for (auto& other : std::span(all_parts.begin, all_parts.end))
        if (other.begin_ < end_ && begin < other.end_)
            other.block_ &= ~Place::is_unpacked; // it will be overwritten
    unpack_lz4_block(block_ < front_room ? &front()[block_] : &rear[block_ - front_room], begin, end_);
    block_ |= Place::is_unpacked;
}

Result<void> read_rear(Boot& boot)
{
    if (!rear.empty() || annex_facts.size <= front_room)
        return {};
    auto const& header = overlay<Header>(front().data());
    std::uint64_t const size = annex_facts.size - front_room;
    auto const memory = TRY(boot.memory.allocate({size, page_size, MemoryKind::loader, "the loader's annex"}));
    auto const bytes = physical_memory(memory, size);
    auto& disk = boot.disk.device;
    auto const at = header.place + front_room;
    TRY(disk.read(at, bytes));
    if (auto const found = checksum_of(bytes, wide_sum::add_by_words); found != header.rear_checksum)
        return fail(errors::Code::annex_damaged,
                    {found, std::uint32_t{header.rear_checksum}, at / disk.bytes_per_sector()}, "this boot");
    rear = bytes;
    return {};
}

} // namespace annex
