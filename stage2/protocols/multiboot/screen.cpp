// SPDX-License-Identifier: BSD-2-Clause
// Chooses the graphics mode by size and depth.
#include "stage2/protocols/multiboot/screen.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/bios/vbe.hpp"

#include <algorithm>

namespace multiboot {

namespace {

using video_modes::Choice;
using video_modes::Mode;
using video_modes::Size;

struct Wish {
    std::optional<Size> size;
    std::uint32_t depth; // 0: any
    bool only_this_size;
};

std::optional<Size> size_of(std::uint32_t width, std::uint32_t height)
{
    if (width == 0 || height == 0 || width > UINT16_MAX || height > UINT16_MAX)
        return std::nullopt;
    return Size{static_cast<std::uint16_t>(width), static_cast<std::uint16_t>(height)};
}

// A mode of the wished size and depth, or else of the best size.
std::optional<Mode> best_mode(bios::VideoCard const& card, Wish wish)
{
    if (!wish.size)
        wish.size = bios::monitor_size();
    Choice any{wish.size, wish.only_this_size}, of_depth{wish.size, true};
    for (std::uint32_t index = 0; !(wish.depth == 0 ? any : of_depth).settled(); ++index) {
        auto const number = bios::video_mode_number(card, index);
        if (!number)
            break;
        auto const mode = bios::video_mode(card, *number);
        if (!mode)
            continue;
        any.consider(*mode);
        if (mode->bits_per_pixel == wish.depth)
            of_depth.consider(*mode);
    }
    return wish.size && of_depth.best() ? of_depth.best() : any.best();
}

template <std::size_t size>
void keep(std::array<std::byte, size>& copy, Bytes answer)
{
    std::ranges::copy(answer.first(size), copy.begin());
}

} // namespace

void choose_screen(std::optional<boot_entry::Screen> const& of_entry, std::optional<Graphics> const& of_kernel,
                   MemoryMap& memory, Screen& screen)
{
    screen.mode.reset();
    if (of_entry ? !of_entry->graphics : !of_kernel)
        return;
    auto const size_of_entry = of_entry ? size_of(of_entry->width, of_entry->height) : std::nullopt;
    Wish const wish{size_of_entry || !of_kernel ? size_of_entry : size_of(of_kernel->width, of_kernel->height),
                    of_kernel ? of_kernel->depth : 0, size_of_entry.has_value()};
    auto const card = bios::video_card();
    if (!card)
        return;
    keep(screen.vbe.control, bios::data());
    auto const mode = best_mode(*card, wish);
    if (!mode || !bios::video_mode(*card, mode->number)) // again, for the block
        return;
    keep(screen.vbe.mode, bios::parameters());
    auto const size = round_up(std::uint64_t{mode->bytes()}, MemoryMap::page);
    if (memory.declare_device({mode->physical}, size, MemoryKind::framebuffer))
        screen.mode = mode;
}

} // namespace multiboot
