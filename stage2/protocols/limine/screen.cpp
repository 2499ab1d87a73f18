// SPDX-License-Identifier: BSD-2-Clause
// Lists all modes of the card and chooses one.
#include "stage2/protocols/limine/screen.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/bios/vbe.hpp"

#include <algorithm>

namespace limine {

namespace {

using video_modes::Choice, video_modes::Mode, video_modes::Size;

void list_modes(bios::VideoCard const& card, Screen& screen)
{
    screen.mode_count = 0;
    for (std::uint32_t index = 0; screen.mode_count < Screen::most_modes; ++index) {
        auto const number = bios::video_mode_number(card, index);
        if (!number)
            return;
        if (auto const mode = bios::video_mode(card, *number))
            screen.mode_list[screen.mode_count++] = *mode;
    }
}

std::optional<Size> monitor_size(Screen& screen)
{
    auto const size = bios::monitor_size();
    auto const answer = Bytes{bios::parameters()}.first(edid::block_size);
    screen.has_edid = edid::is_sound(answer);
    std::ranges::copy(answer, screen.edid.begin());
    return size;
}

} // namespace

void choose_screen(std::optional<boot_entry::Screen> const& of_entry, MemoryMap& memory, Screen& screen)
{
    screen.mode.reset();
    auto const card = bios::video_card();
    if (!card)
        return;
    list_modes(*card, screen); // first: the BIOS may have put the list where the EDID comes
    auto const monitor = monitor_size(screen);
    bool const has_size = of_entry && of_entry->width != 0;
    auto const wanted = has_size ? std::optional{Size{of_entry->width, of_entry->height}} : monitor;
    Choice of_32_bits{wanted, has_size}, any{wanted, has_size};
    for (auto const& mode : screen.modes()) {
        any.consider(mode);
        if (mode.bits_per_pixel == 32)
            of_32_bits.consider(mode);
    }
    auto const& mode = of_32_bits.best() ? of_32_bits.best() : any.best();
    if (!mode)
        return;
    auto const size = round_up(std::uint64_t{mode->bytes()}, page_size);
    if (memory.declare_device({mode->physical}, size, MemoryKind::framebuffer))
        screen.mode = mode;
}

} // namespace limine
