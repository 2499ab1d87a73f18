// SPDX-License-Identifier: BSD-2-Clause
// A key of the menu, from the keyboard or from COM1.
#pragma once

#include <cstdint>

namespace menu {

enum class Key : std::uint8_t {
    other, // pressed, and without a meaning here
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    left,
    right,
    enter,
    escape,
    backspace,
    remove,        // Delete
    redraw,        // Ctrl-L
    line_begin,    // Ctrl-A
    line_end,      // Ctrl-E
    kill_to_end,   // Ctrl-K
    kill_word,     // Ctrl-W
    kill_to_begin, // Ctrl-U
    next_line,     // Ctrl-N
    previous_line, // Ctrl-P
    character,     // Press::character
    terminal,      // no key: the answer of a terminal, which shows that COM1 has one
};

struct Press {
    Key key;
    char character = 0; // printable ASCII, for Key::character
};

// The key of an ASCII character; Key::other for those that have no meaning.
constexpr Press press_of(char character)
{
    switch (character) {
    case 0x01: return {Key::line_begin};
    case 0x05: return {Key::line_end};
    case 0x08:
    case 0x7F: return {Key::backspace};
    case 0x0B: return {Key::kill_to_end};
    case 0x0C: return {Key::redraw};
    case '\r': return {Key::enter};
    case 0x0E: return {Key::next_line};
    case 0x10: return {Key::previous_line};
    case 0x15: return {Key::kill_to_begin};
    case 0x17: return {Key::kill_word};
    case 0x1B: return {Key::escape};
    default: break;
    }
    return character >= ' ' && character < 0x7F ? Press{Key::character, character} : Press{Key::other};
}

} // namespace menu
