// SPDX-License-Identifier: BSD-2-Clause
// Chooses the physical and virtual address of the kernel.
//
// The random numbers in KaslrInput come from kaslr_input() in stage2/protocols/farjump/farjump.cpp: two words of
// boot.entropy.placement (stage2/machine/entropy.hpp), or none if the boot entry has the option `nokaslr`.
#include "stage2/image/placement.hpp"

#include "longmode/paging.hpp"

#include <algorithm>
#include <bit>

namespace placement {
namespace {

// Returns a slide that moves the place into the last 2 GiB, keeps the alignment and leaves space for its size. There
// always is one, because the span and the alignment are at most 1 GiB each.
std::uint64_t choose_slide(elf::Image const& image, Place const& place, std::uint32_t alignment,
                           KaslrInput const& kaslr)
{
    auto const begin = place.begin;
    if (!kaslr.random && image.upper_half())
        return 0;
    auto const lowest = elf::upper_begin.value + ((begin.value - elf::upper_begin.value) & (alignment - 1));
    auto const room = elf::upper_end.value - place.size - lowest;
    auto const shift = std::countr_zero(alignment);
    auto const places = static_cast<std::uint32_t>(room >> shift) + 1;
    auto const chosen = std::uint64_t{places} * kaslr.virtual_place >> 32;
    return lowest + (chosen << shift) - begin.value;
}

} // namespace

// A kernel in the upper half can be at any physical address; one that is large, or whose segments ask for it, is aligned so
// that large pages can map it. A kernel in the lower half is identity-mapped, so it must be at its link address.
Result<Place> find(elf::Image const& image, MemoryMap& memory, KaslrInput const& kaslr)
{
    VirtAddr const begin{round_down(image.begin().value, paging::page_size)};
    auto const size = round_up(image.end().value, paging::page_size) - begin.value;
    Place place{.begin = begin, .size = size, .slide = 0, .physical = {begin.value}, .random = kaslr.random};
    if (!image.position_independent && !image.upper_half()) {
        place.random = false;
        if (!TRY(memory.claim(place.physical, size, MemoryKind::kernel)))
            return fail(errors::Code::kernel_place_taken, {size, place.physical.value});
        return place;
    }
    auto const large = size >= paging::large_page_size || image.alignment >= paging::large_page_size;
    if (image.position_independent) {
        auto const pages = static_cast<std::uint32_t>(large ? paging::large_page_size : paging::page_size);
        place.slide = choose_slide(image, place, std::max(static_cast<std::uint32_t>(image.alignment), pages), kaslr);
        place.begin = begin + place.slide;
    }
    constexpr auto* name = "the kernel";
    auto const allocate = [&](std::uint32_t alignment) {
        return memory.allocate({size, alignment, MemoryKind::kernel, name, kaslr.physical_place});
    };
    if (large && place.begin.value % paging::large_page_size == 0)
        if (auto const physical = allocate(paging::large_page_size)) {
            place.physical = *physical;
            return place;
        }
    place.physical = TRY(allocate(paging::page_size));
    return place;
}

} // namespace placement
