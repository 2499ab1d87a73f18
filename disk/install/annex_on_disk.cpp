// Verifies an annex as stage2/annex/load.cpp does.
#include "disk/install/annex_on_disk.hpp"

#include "stage2/annex/facts.hpp"

namespace annex_on_disk {

namespace {

annex::Facts facts_of(Bytes core)
{
    return core.size() < annex::facts_offset + sizeof(annex::Facts) ? annex::Facts{}
                                                                    : *read_at<annex::Facts>(core, annex::facts_offset);
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
    switch (annex::prove(facts, behind.first(size))) {
    case annex::Proof::whole: return State::whole;
    case annex::Proof::missing: return State::missing;
    default: return State::damaged;
    }
}

} // namespace annex_on_disk
