// SPDX-License-Identifier: BSD-2-Clause
// Chooses a graphics mode from the requested size, the monitor's size, the card's modes and the memory map.
#include "stage2/screen/screen_choice.hpp"

#include "include/farjump/boot_info.hpp"

namespace screen_choice {

namespace {

using video_modes::Size;

ScreenChoice text(std::string_view reason)
{
    return {std::nullopt, reason};
}

std::optional<Size> size_or_nothing(std::uint16_t width, std::uint16_t height)
{
    return width != 0 && height != 0 ? std::optional{Size{width, height}} : std::nullopt;
}

// Considers the modes one by one: each costs a BIOS call.
std::optional<video_modes::Mode> best_mode(bios::VideoCard const& card, std::optional<Size> wanted, bool only)
{
    if (!wanted)
        wanted = bios::monitor_size();
    video_modes::Choice choice{wanted, only};
    for (std::uint32_t index = 0; !choice.settled(); ++index) {
        auto const number = bios::video_mode_number(card, index);
        if (!number)
            break;
        if (auto const mode = bios::video_mode(card, *number))
            choice.consider(*mode);
    }
    return choice.best();
}

constexpr GraphicsCalls graphics_calls{bios::set_video_mode, bios::copy_font};

} // namespace

ScreenChoice choose(std::optional<boot_entry::Screen> const& of_entry, kernel_note::Wishes const& of_kernel,
                    MemoryMap& memory)
{
    auto const size_of_entry = of_entry ? size_or_nothing(of_entry->width, of_entry->height) : std::nullopt;
    auto const wanted =
        size_of_entry ? size_of_entry : size_or_nothing(of_kernel.screen_width, of_kernel.screen_height);

    auto const card = bios::video_card();
    if (!card)
        return text("the BIOS has no VBE 2.0");
    auto const mode = best_mode(*card, wanted, size_of_entry.has_value());
    if (!mode)
        return text(size_of_entry ? "the card has no mode of this size" : "the card has no mode that will do");
    auto const size = round_up(std::uint64_t{mode->bytes()}, MemoryMap::page);
    if (!memory.declare_device({mode->physical}, size, MemoryKind::framebuffer))
        return text("the framebuffer would lie over memory");
    return {mode, {}, &graphics_calls};
}

} // namespace screen_choice
