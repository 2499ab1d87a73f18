// SPDX-License-Identifier: BSD-2-Clause
// Builds the kernel's address space.
#include "longmode/kernel_space.hpp"

#include "longmode/table_count.hpp"

#include <algorithm>

namespace kernel_space {

namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

// BIOS data, VGA memory, ROMs: always mapped. VGA memory is mapped as a device.
constexpr std::uint64_t vga_begin = 0xA0000;
constexpr std::uint64_t vga_end = 0xC0000;
constexpr std::uint64_t legacy_end = 1_MiB;

constexpr std::uint64_t direct_map_limit = stack_guard - direct_map;
constexpr paging::Rights data{.write = true, .execute = false};
constexpr paging::Rights code{.write = false, .execute = true};

bool is_memory(MemoryRange const& range)
{
    return range.kind != MemoryKind::reserved && range.kind != MemoryKind::bad && range.kind != MemoryKind::framebuffer;
}

struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
};

// Iterates in ascending order over the ranges of physical memory above VGA memory that the direct map covers, in whole
// pages. Adjacent ranges are merged, so that large pages can span them.
class DirectMapRanges {
public:
    explicit DirectMapRanges(std::span<MemoryRange const> memory) : rest_{memory} {}

    // Advances here() to the next range; false at the end.
    bool next()
    {
        here_ = ahead_;
        ahead_ = {};
        for (; ahead_.end == 0 && !rest_.empty(); rest_ = rest_.subspan(1))
            join(rest_.front());
        return here_.end != 0;
    }

    Stretch const& here() const { return here_; }

private:
    void join(MemoryRange const& range)
    {
        if (!is_memory(range))
            return;
        auto const begin = round_down(range.base, paging::page_size);
        auto const end = round_up(range.base + range.length, paging::page_size);
        if (begin > here_.end)
            ahead_ = {begin, end};
        else
            here_.end = std::max(here_.end, end);
    }

    std::span<MemoryRange const> rest_;
    Stretch here_{};
    Stretch ahead_{vga_end, legacy_end};
};

// The whole pages that overlap the device's memory.
Stretch pages_of(Device const& device)
{
    auto const base = device.base.value;
    if (device.length == 0 || base >= direct_map_limit)
        return {};
    auto const length = std::min(device.length, direct_map_limit - base);
    return {round_down(base, paging::page_size), round_up(base + length, paging::page_size)};
}

// Whether this part of the kernel is also read-only in the direct map.
bool stays_read_only(Plan const& plan, Mapping const& mapping)
{
    return plan.read_only_direct_map && !mapping.rights.write;
}

// Calls `act` for each range of the direct map, with its cacheability and the treatment of pages that are already
// mapped.
template <typename Act>
Result<void> each_piece(Plan const& plan, Act act)
{
    using enum paging::Cacheability;
    auto const mapped = plan.read_only_direct_map ? paging::Mapped::keep_existing : paging::Mapped::must_be_alike;
    TRY(act({0, vga_begin}, write_back, mapped));
    TRY(act({vga_begin, vga_end}, uncached, mapped));
    for (DirectMapRanges stretches{plan.memory}; stretches.next();)
        TRY(act(stretches.here(), write_back, mapped));
    for (auto const& device : plan.devices)
        TRY(act(pages_of(device), device.cacheability, paging::Mapped::keep_existing));
    return {};
}

} // namespace

std::size_t tables_needed(Plan const& plan)
{
    paging::TableCount tables{plan.features, {plan.identity_page.value}};
    for (auto const& mapping : plan.kernel) {
        tables.add(mapping.from, mapping.to, mapping.length);
        if (stays_read_only(plan, mapping))
            tables.add(direct(mapping.to), mapping.to, mapping.length);
    }
    static_cast<void>(each_piece(plan, [&](Stretch const& stretch, auto, auto) -> Result<void> {
        tables.add(direct({stretch.begin}), {stretch.begin}, stretch.end - stretch.begin);
        return {};
    }));
    for (std::uint32_t offset = 0; offset < plan.stack_size; offset += paging::page_size)
        tables.add(stack_base(plan.stack_guard_size) + offset, plan.stack + offset, paging::page_size);
    tables.add(plan.fault_report_page(), plan.fault_report, paging::page_size);
    if (plan.start_page != PhysAddr{})
        tables.add(plan.start_page_address(), plan.start_page, paging::page_size);
    return tables.count();
}

std::uint64_t direct_map_length(Plan const& plan)
{
    std::uint64_t end = 0;
    for (DirectMapRanges stretches{plan.memory}; stretches.next();)
        end = stretches.here().end;
    for (auto const& device : plan.devices)
        end = std::max(end, pages_of(device).end);
    return end;
}

Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena)
{
    auto space = TRY(paging::AddressSpace::create(arena, plan.features));
    for (auto const& mapping : plan.kernel) {
        TRY(space.map(mapping));
        if (stays_read_only(plan, mapping)) // must precede the rest of the direct map
            TRY(space.map({direct(mapping.to), mapping.to, mapping.length, {.write = false, .execute = false}}));
    }
    TRY(space.map({{plan.identity_page.value}, plan.identity_page, paging::page_size, code}));
    for (std::uint32_t offset = 0; offset < plan.stack_size; offset += paging::page_size) // small pages only
        TRY(space.map({stack_base(plan.stack_guard_size) + offset, plan.stack + offset, paging::page_size, data}));
    TRY(space.map({plan.fault_report_page(), plan.fault_report, paging::page_size, code}));
    if (plan.start_page != PhysAddr{})
        TRY(space.map({plan.start_page_address(), plan.start_page, paging::page_size, code}));
    TRY(each_piece(plan, [&](Stretch const& stretch, paging::Cacheability cacheability, paging::Mapped mapped) {
        return space.map({direct({stretch.begin}),
                          {stretch.begin},
                          stretch.end - stretch.begin,
                          {.write = true, .execute = false, .cacheability = cacheability}},
                         mapped);
    }));
    return space;
}

} // namespace kernel_space
