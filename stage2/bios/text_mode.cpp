// SPDX-License-Identifier: BSD-2-Clause
// Sets the text mode. IBM, "PS/2 and PC BIOS Interface Technical Reference", "Data Areas" and INT 10h.
#include "stage2/bios/text_mode.hpp"

#include "stage2/bios/call.hpp"

namespace bios {

void set_text_mode()
{
    constexpr std::uint32_t current_mode = 0x449;
    constexpr std::uint8_t colour_text = 3, monochrome_text = 7;
    auto const mode = peek8(current_mode);
    if (mode != colour_text && mode != monochrome_text)
        call(0x10, {.eax = colour_text});
}

} // namespace bios
