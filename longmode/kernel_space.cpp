// The kernel's address space, piece by piece.
#include "longmode/kernel_space.hpp"

#include <algorithm>

namespace kernel_space {

namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

constexpr std::uint64_t legacy_end = 1_MiB;             // BIOS data, VGA memory, ROMs: always mapped
constexpr PhysAddr vga_begin{0xA0000};
constexpr PhysAddr vga_end{0xC0000};

bool is_memory(MemoryRange const& range)
{
    return range.kind != MemoryKind::reserved && range.kind != MemoryKind::bad;
}

struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
};

// Calls visit(Stretch) for each stretch of physical memory that the direct map covers, in order, in whole pages.
// Neighbouring ranges are one stretch, so that large pages can span them. Stops when visit fails.
template <typename Visit>
Result<void> for_each_stretch(std::span<MemoryRange const> memory, Visit visit)
{
    Stretch stretch{0, legacy_end};
    for (auto const& range : memory) {
        if (!is_memory(range))
            continue;
        auto const begin = round_down(range.base, paging::page_size);
        auto const end = round_up(range.base + range.length, paging::page_size);
        if (begin > stretch.end) {
            TRY(visit(stretch));
            stretch = {begin, end};
        } else {
            stretch.end = std::max(stretch.end, end);
        }
    }
    return visit(stretch);
}

// VGA memory lies in the first stretch and is a device: it is mapped apart from its neighbours, uncached.
Result<void> map_directly(paging::AddressSpace& space, Stretch stretch)
{
    paging::Rights const memory{.write = true, .execute = false};
    paging::Rights const device{.write = true, .execute = false, .cached = false};
    PhysAddr begin{stretch.begin};
    PhysAddr const end{stretch.end};
    if (begin < vga_begin) {
        TRY(space.map(direct(begin), begin, vga_begin - begin, memory));
        TRY(space.map(direct(vga_begin), vga_begin, vga_end - vga_begin, device));
        begin = vga_end;
    }
    return space.map(direct(begin), begin, end - begin, memory);
}

} // namespace

std::size_t tables_needed(Plan const& plan)
{
    // A stretch needs at most one table of each level at either end, and whole ones in between.
    auto const for_length = [](std::uint64_t length) {
        return 2 * (paging::levels - 1) + static_cast<std::size_t>(length >> 30) +
               static_cast<std::size_t>(length >> 39);
    };
    std::size_t count = 1 + 2 * for_length(0);          // the root; stack and identity page
    for (auto const& mapping : plan.kernel) {
        bool const large = (mapping.from.value | mapping.to.value) % paging::large_page_size == 0;
        count += for_length(mapping.length) + static_cast<std::size_t>(large ? 0 : mapping.length >> 21);
    }
    static_cast<void>(for_each_stretch(plan.memory, [&](Stretch stretch) -> Result<void> {
        count += for_length(stretch.end - stretch.begin);
        return {};
    }));
    return count;
}

std::uint64_t direct_map_length(std::span<MemoryRange const> memory)
{
    std::uint64_t end = 0;
    static_cast<void>(for_each_stretch(memory, [&](Stretch stretch) -> Result<void> {
        end = stretch.end;
        return {};
    }));
    return end;
}

Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena)
{
    auto space = TRY(paging::AddressSpace::create(arena, plan.no_execute));
    for (auto const& mapping : plan.kernel)
        TRY(space.map(mapping.from, mapping.to, mapping.length, mapping.rights));
    TRY(space.map(stack_base, plan.stack, stack_size, {.write = true, .execute = false}));
    TRY(space.map({plan.identity_page.value}, plan.identity_page, paging::page_size, {.write = false, .execute = true}));
    TRY(for_each_stretch(plan.memory, [&](Stretch stretch) { return map_directly(space, stretch); }));
    return space;
}

} // namespace kernel_space
