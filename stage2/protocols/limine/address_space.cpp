// SPDX-License-Identifier: BSD-2-Clause
// Maps the framebuffer first, because its caching differs, and then the rest, which may surround it.
#include "stage2/protocols/limine/address_space.hpp"

#include "longmode/table_count.hpp"

#include <algorithm>

namespace limine {

namespace {

using paging::Cacheability, paging::Mapping;

// Below this address, base revisions 0 to 2 have everything in the direct map.
constexpr std::uint64_t whole_end = 4_GiB;
constexpr std::uint32_t first_revision_without_whole = 3;

struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
};

// Calls `act` for each stretch of whole pages in the direct map; neighbours are joined, so that large pages can map them.
template <typename Act>
Result<void> each_stretch(AddressPlan const& plan, Act act)
{
    bool const whole = plan.revision < first_revision_without_whole;
    Stretch stretch{0, whole ? whole_end : 0};
    for (auto const& entry : plan.memory) {
        if (!is_in_direct_map(entry.kind, plan.revision))
            continue;
        auto const begin = round_down(entry.base, page_size);
        auto const end = round_up(entry.end(), page_size);
        if (begin > stretch.end) {
            TRY(act(stretch));
            stretch = {begin, end};
        } else {
            stretch.end = std::max(stretch.end, end);
        }
    }
    return act(stretch);
}

// Calls `act` with each mapping of the plan.
template <typename Act>
Result<void> each_mapping(AddressPlan const& plan, Act act)
{
    for (auto const& mapping : plan.kernel)
        TRY(act(mapping));
    for (auto const& mapping : plan.loader_pages)
        TRY(act(mapping));
    auto const map = [&](Stretch stretch, VirtAddr base, Cacheability cacheability) -> Result<void> {
        return act({base + stretch.begin,
                    {stretch.begin},
                    stretch.end - stretch.begin,
                    {.write = true, .execute = plan.execute, .cacheability = cacheability}});
    };
    auto const direct = plan.direct({0});
    for (auto const& entry : plan.memory)
        if (entry.kind == Kind::framebuffer)
            TRY(map({entry.base, entry.end()}, direct, Cacheability::write_combining));
    TRY(each_stretch(plan, [&](Stretch stretch) { return map(stretch, direct, Cacheability::write_back); }));
    if (plan.revision != 0)
        return {};
    return each_stretch(plan, [&](Stretch stretch) {
        stretch.begin = std::max(stretch.begin, page_size);
        return map(stretch, {0}, Cacheability::write_back);
    });
}

} // namespace

std::size_t tables_needed(AddressPlan const& plan)
{
    paging::TableCount tables{plan.features, plan.direct({0})};
    static_cast<void>(each_mapping(plan, [&](Mapping const& mapping) -> Result<void> {
        tables.add(mapping.from, mapping.to, mapping.length);
        return {};
    }));
    return tables.count();
}

Result<paging::AddressSpace> build(AddressPlan const& plan, paging::Arena& arena)
{
    auto space = TRY(paging::AddressSpace::create(arena, plan.features));
    TRY(each_mapping(plan, [&](Mapping const& mapping) { return space.map(mapping, paging::Mapped::keep_existing); }));
    return space;
}

} // namespace limine
