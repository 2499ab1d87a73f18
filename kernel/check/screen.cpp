// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the screen: boot_info.hpp, Screen.

#include "kernel/check/check.hpp"

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::Screen;
using farjump::ScreenKind;

bool is_all_zero(Screen const& screen)
{
    return (screen.bits_per_pixel | screen.width | screen.height | screen.pitch | screen.physical |
            screen.framebuffer.address | screen.font.address | screen.red_size | screen.red_shift | screen.green_size |
            screen.green_shift | screen.blue_size | screen.blue_shift) == 0;
}

// The mask of a colour; 0 if its bits are not inside the pixel.
std::uint64_t mask_of(Screen const& screen, std::uint8_t size, std::uint8_t shift)
{
    bool const inside = size >= 1 && size <= 10 && shift + size <= static_cast<int>(screen.bits_per_pixel);
    return inside ? ((1ull << size) - 1) << shift : 0;
}

bool colours_make_sense(Screen const& screen)
{
    auto const red = mask_of(screen, screen.red_size, screen.red_shift);
    auto const green = mask_of(screen, screen.green_size, screen.green_shift);
    auto const blue = mask_of(screen, screen.blue_size, screen.blue_shift);
    return red != 0 && green != 0 && blue != 0 && (red & green) == 0 && ((red | green) & blue) == 0;
}

// Writes to both ends of the framebuffer and reads back.
bool remembers(Screen const& screen)
{
    auto* const pixels = reinterpret_cast<std::uint16_t volatile*>(screen.framebuffer.address);
    auto const last = (screen.pitch * (screen.height - 1) + screen.width * screen.bits_per_pixel / 8) / 2 - 1;
    for (std::size_t const at : {std::size_t{0}, std::size_t{last}}) {
        auto const before = pixels[at];
        auto const other = static_cast<std::uint16_t>(~before);
        pixels[at] = other;
        bool const kept = pixels[at] == other;
        pixels[at] = before;
        if (!kept)
            return false;
    }
    return true;
}

void graphics(Report& report, Evidence const& evidence, Screen const& screen)
{
    auto const depth = screen.bits_per_pixel;
    report.promise("a pixel has 16, 24 or 32 bits", depth == 16 || depth == 24 || depth == 32);
    report.promise("a line of the framebuffer holds its pixels",
                   screen.width > 0 && screen.height > 0 && screen.pitch >= screen.width * depth / 8);
    report.promise("red, green and blue use different bits of a pixel", colours_make_sense(screen));
    report.equal("the framebuffer is in the direct map", screen.framebuffer.address,
                 evidence.memory.virtual_of({screen.physical}).value);
    bool const there = lies_in(evidence, screen.framebuffer.address, std::uint64_t{screen.pitch} * screen.height,
                               MemoryKind::framebuffer);
    report.promise("the framebuffer lies in pages of kind framebuffer", there);
    if (there)
        report.promise("the framebuffer keeps what is written to it", remembers(screen));
    if (screen.font.address != 0)
        report.promise("the font lies in memory of kind loader",
                       lies_in(evidence, screen.font.address, 256 * 16, MemoryKind::loader));
}

} // namespace

void screen(Report& report, Evidence const& evidence)
{
    auto const& screen = evidence.info.screen;
    bool const is_graphics = screen.kind == ScreenKind::graphics;
    report.promise("the screen is text or graphics", is_graphics || screen.kind == ScreenKind::text);
    auto const reason_size = string_size(evidence, screen.reason.address);
    report.promise("the reason for text lies in memory of kind loader",
                   is_graphics ? reason_size == 1 : reason_size > 1);
    if (is_graphics)
        graphics(report, evidence, screen);
    else
        report.promise("of a text screen nothing else is told", is_all_zero(screen));
}

} // namespace check
