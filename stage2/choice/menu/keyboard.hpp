// SPDX-License-Identifier: BSD-2-Clause
// Keys of the PC's keyboard. Ralf Brown's Interrupt List, INT 16h AH=00h and table 00006 (scan codes).
#pragma once

#include "stage2/choice/menu/key.hpp"

#include <optional>

namespace menu {

// The key that INT 16h AH=00h returned in AX: the character in AL; the scan code in AH if AL is 0 or E0h.
constexpr Press press_of_bios(std::uint16_t ax)
{
    auto const character = static_cast<char>(ax);
    if (character != 0 && (ax & 0xFF) != 0xE0)
        return press_of(character);
    switch (ax >> 8) {
    case 0x47: return {Key::home};
    case 0x48: return {Key::up};
    case 0x49: return {Key::page_up};
    case 0x4B: return {Key::left};
    case 0x4D: return {Key::right};
    case 0x4F: return {Key::end};
    case 0x50: return {Key::down};
    case 0x51: return {Key::page_down};
    case 0x53: return {Key::remove};
    default: return {Key::other};
    }
}

// Takes the next key, if there is one.
std::optional<Press> take_from_keyboard();

} // namespace menu
