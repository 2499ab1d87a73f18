// SPDX-License-Identifier: BSD-2-Clause
// Graphics modes and font of the video BIOS. VESA BIOS Extension (VBE) Core Functions Standard 3.0, "Function 02h";
// Ralf Brown's Interrupt List, INT 10h AX=1130h.
#include "stage2/bios/graphics.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/bios/video.hpp"

#include <algorithm>

namespace bios {

bool set_video_mode(std::uint16_t number)
{
    constexpr std::uint32_t linear_frame_buffer = 1u << 14;
    constexpr std::uint16_t success = 0x004F; // supported, and done
    print_by_bios();
    // INT 10h AX=4F02h: set VBE mode. Bit 11 is clear, so ES:DI (a custom timing) is not used.
    auto const reply = call(0x10, {.eax = 0x4F02,
                                   .ebx = number | linear_frame_buffer,
                                   .edi = parameters_address.offset,
                                   .es = parameters_address.segment});
    return reply.ax() == success;
}

bool copy_font(std::span<std::uint8_t, font_size> font)
{
    constexpr std::uint32_t rom = 0xC0000, real_mode_end = 1 << 20;
    constexpr std::uint32_t font_8x16 = 6;
    // INT 10h AX=1130h: ES:BP = the font's address. There is no status: a BIOS without this function leaves ES:BP
    // undefined.
    auto const reply = call(0x10, {.eax = 0x1130, .ebx = font_8x16 << 8});
    auto const place = (std::uint32_t{reply.es} << 4) + (reply.ebp & 0xFFFF);
    if (place < rom || place > real_mode_end - font_size)
        return false;
    for (std::size_t at = 0; at < font_size; ++at)
        font[at] = peek8(place + static_cast<std::uint32_t>(at));
    auto const is_blank = [&](char character) {
        auto const glyph = font.subspan(std::size_t{16} * static_cast<unsigned char>(character), 16);
        return std::all_of(glyph.begin(), glyph.end(), [](std::uint8_t line) { return line == 0; });
    };
    return is_blank(' ') && !is_blank('A') && !is_blank('z');
}

} // namespace bios
