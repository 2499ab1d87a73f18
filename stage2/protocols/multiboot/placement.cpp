// SPDX-License-Identifier: BSD-2-Clause
// Finds places for a Multiboot kernel and what it gets.
#include "stage2/protocols/multiboot/placement.hpp"

#include <algorithm>

namespace multiboot {

namespace {

using errors::Code;

bool is_usable(std::span<MemoryRange const> firmware, std::uint64_t begin, std::uint64_t end)
{
    return begin >= lowest_for_kernel && memory_search::end_of_memory(firmware, begin) >= end;
}

// The first segment that does not lie in usable memory, or nullptr.
Segment const* misplaced(Image const& image, std::span<MemoryRange const> firmware)
{
    for (auto const& segment : image.segments())
        if (!is_usable(firmware, segment.physical, segment.end()))
            return &segment;
    return nullptr;
}

// "Relocatable header tag": no part of the image may be below min_addr or above max_addr.
bool is_allowed(Image const& image, Relocatable const& relocatable)
{
    return image.begin() >= relocatable.lowest && image.end() <= std::uint64_t{relocatable.highest} + 1;
}

} // namespace

Result<std::uint32_t> find_slide(Image const& image, std::optional<Relocatable> const& relocatable,
                                 std::span<MemoryRange const> firmware, MemoryMap const& memory)
{
    auto const* const wrong = misplaced(image, firmware);
    bool const high = relocatable && relocatable->preference == Relocatable::prefers_high;
    bool const allowed = !relocatable || is_allowed(image, *relocatable);
    if (wrong == nullptr && !high && allowed)
        return 0;
    if (relocatable) {
        auto const& [lowest, highest, alignment, preference] = *relocatable;
        bool const is_power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
        memory_search::Need const need{image.end() - image.begin(),
                                       is_power_of_two ? std::max<std::uint64_t>(alignment, page_size) : page_size,
                                       MemoryKind::kernel};
        memory_search::Bounds const bounds{std::max<std::uint64_t>(lowest, 1_MiB),
                                           std::min<std::uint64_t>(std::uint64_t{highest} + 1, 4_GiB - page_size)};
        auto const place = high ? memory_search::highest(memory.ranges(), need, bounds)
                                : memory_search::lowest(memory.ranges(), need, bounds);
        if (place)
            return static_cast<std::uint32_t>(place->value) - image.begin();
        if (wrong != nullptr || !allowed)
            return fail(Code::multiboot_no_place, {need.size, bounds.lowest, bounds.end});
    }
    if (wrong != nullptr)
        return fail(Code::multiboot_place_taken, {wrong->memory_size, wrong->physical});
    return 0;
}

Result<void> take_kernel(MemoryMap& memory, Image const& image)
{
    for (auto const& segment : image.segments()) {
        auto const begin = round_down(std::uint64_t{segment.physical}, page_size);
        auto const end = round_up(segment.end(), page_size);
        for (auto at = begin; at < end;) {
            // The part of the range that contains `at`; each claim changes the list.
            auto const ranges = memory.ranges();
            auto const range = std::ranges::find_if(ranges, [&](auto const& r) { return end_of(r) > at; });
            if (range == ranges.end() || range->base >= end)
                break;
            auto const part_begin = std::max(at, range->base), part_end = std::min(end, end_of(*range));
            if (range->kind == MemoryKind::usable && part_end > part_begin)
                TRY(memory.claim({part_begin}, part_end - part_begin, MemoryKind::kernel));
            at = part_end;
        }
    }
    return {};
}

Result<std::optional<PhysAddr>> take_behind(MemoryMap& memory, std::uint64_t size, std::uint64_t behind)
{
    memory_search::Need const need{size, page_size, MemoryKind::module};
    constexpr auto end = 4_GiB - page_size;
    auto const lowest = std::uint64_t{1_MiB};
    if (auto const place = TRY(memory_search::take_lowest(memory, need, {std::max(behind, lowest), end})))
        return place;
    return memory_search::take_lowest(memory, need, {lowest, end});
}

std::optional<std::uint32_t> find_low(std::span<MemoryRange const> firmware, Image const& image, std::uint32_t size)
{
    constexpr std::uint32_t lowest = 0x10000, end = 0xA0000; // some BIOSes write below 64 KiB
    for (auto at = lowest; at < end && size <= end - at; at += page_size)
        if (memory_search::end_of_memory(firmware, at) >= std::uint64_t{at} + size && !touches_kernel(image, at, size))
            return at;
    return std::nullopt;
}

bool touches_kernel(Image const& image, std::uint64_t begin, std::uint64_t size)
{
    return std::ranges::any_of(image.segments(), [&](Segment const& segment) {
        return begin < segment.end() && segment.physical < begin + size;
    });
}

} // namespace multiboot
