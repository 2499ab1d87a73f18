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
    return range.kind != MemoryKind::reserved && range.kind != MemoryKind::bad && range.kind != MemoryKind::framebuffer;
}

struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
};

// Goes through the stretches of physical memory that the direct map covers, in order, in whole pages. Neighbouring
// ranges are one stretch, so that large pages can span them.
class Stretches {
public:
    explicit Stretches(std::span<MemoryRange const> memory) : rest_{memory} {}

    // Goes to the next stretch, which here() then is; false when there is none.
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
    Stretch ahead_{0, legacy_end};
};

// VGA memory lies in the first stretch and is a device: it is mapped apart from its neighbours, uncached.
Result<void> map_directly(paging::AddressSpace& space, Stretch const& stretch)
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

// The screen's pixels are a device's memory: uncached, apart from their neighbours.
Result<void> map_framebuffers(paging::AddressSpace& space, std::span<MemoryRange const> memory)
{
    for (auto const& range : memory)
        if (range.kind == MemoryKind::framebuffer)
            TRY(space.map(direct({range.base}), {range.base}, range.length,
                          {.write = true, .execute = false, .cached = false}));
    return {};
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
    for (Stretches stretches{plan.memory}; stretches.next();)
        count += for_length(stretches.here().end - stretches.here().begin);
    for (auto const& range : plan.memory)
        if (range.kind == MemoryKind::framebuffer)
            count += for_length(range.length);
    return count;
}

std::uint64_t direct_map_length(std::span<MemoryRange const> memory)
{
    std::uint64_t end = 0;
    for (Stretches stretches{memory}; stretches.next();)
        end = stretches.here().end;
    for (auto const& range : memory)
        if (range.kind == MemoryKind::framebuffer)
            end = std::max(end, range.base + range.length);
    return end;
}

Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena)
{
    auto space = TRY(paging::AddressSpace::create(arena, plan.no_execute));
    for (auto const& mapping : plan.kernel)
        TRY(space.map(mapping.from, mapping.to, mapping.length, mapping.rights));
    TRY(space.map(stack_base, plan.stack, stack_size, {.write = true, .execute = false}));
    TRY(space.map({plan.identity_page.value}, plan.identity_page, paging::page_size, {.write = false, .execute = true}));
    for (Stretches stretches{plan.memory}; stretches.next();)
        TRY(map_directly(space, stretches.here()));
    TRY(map_framebuffers(space, plan.memory));
    return space;
}

} // namespace kernel_space
