// SPDX-License-Identifier: BSD-2-Clause
// Verifies an annex as stage2/annex/load.cpp and parts.cpp do.
#include "disk/install/annex_on_disk.hpp"

#include "stage2/annex/facts.hpp"
#include "stage2/checksums/crc32.hpp"

namespace annex_on_disk {

namespace {

annex::Facts facts_of(Bytes core)
{
    return core.size() < annex::facts_offset + sizeof(annex::Facts) ? annex::Facts{}
                                                                    : *read_at<annex::Facts>(core, annex::facts_offset);
}

// The facts of older builds have a checksum of the whole annex: a wide sum, and earlier a CRC-32.
bool is_whole_of_older_build(annex::Facts const& facts, Bytes bytes)
{
    return annex::checksum_of(bytes, wide_sum::add_by_words) == facts.checksum || crc32::of(bytes) == facts.checksum;
}

State rear_state(Bytes front, Bytes rear)
{
    auto const& header = overlay<annex::Header>(front.data());
    bool const is_sound = rear.empty() || annex::checksum_of(rear, wide_sum::add_by_words) == header.rear_checksum;
    return is_sound ? State::whole : State::damaged;
}

} // namespace

std::uint32_t size_for(Bytes core)
{
    auto const facts = facts_of(core);
    return facts.offset == core.size() ? std::uint32_t{facts.size} : 0;
}

State look(Bytes core, Bytes behind)
{
    auto const facts = facts_of(core);
    auto const size = size_for(core);
    if (size < sizeof(annex::Header) || behind.size() < size)
        return State::missing;
    auto const front = behind.first(annex::front_size(facts));
    switch (annex::prove(facts, front, wide_sum::add_by_words)) {
    case annex::Proof::whole: return rear_state(front, behind.first(size).subspan(front.size()));
    case annex::Proof::missing: return State::missing;
    case annex::Proof::of_other_build: return State::damaged;
    case annex::Proof::damaged: break;
    }
    return is_whole_of_older_build(facts, behind.first(size)) ? State::whole : State::damaged;
}

} // namespace annex_on_disk
