// SPDX-License-Identifier: BSD-2-Clause
// Prints the results of steps.
#include "stage2/protocols/shared/reports.hpp"

#include "stage2/talk/console.hpp"

namespace reports {

void modules(std::size_t count, std::uint64_t size, bool verified)
{
    auto& words = console::scratch_line();
    if (count == 0) {
        words << "none asked for";
    } else {
        words.decimal(count) << ", ";
        words.size(size) << (verified ? ", verified" : ", not sealed");
    }
    console::done(words.view());
}

void screen(std::optional<video_modes::Mode> const& mode, std::string_view reason)
{
    auto& words = console::scratch_line();
    if (mode) {
        words.decimal(mode->size.width, text::Grouped::no) << 'x';
        words.decimal(mode->size.height, text::Grouped::no) << ", ";
        words.decimal(mode->bits_per_pixel) << " bits a pixel, framebuffer at ";
        words.hex(mode->physical) << 'h';
    } else {
        words << "text: " << reason;
    }
    console::done(words.view());
}

} // namespace reports
