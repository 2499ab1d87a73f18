// SPDX-License-Identifier: BSD-2-Clause
// Converts scan codes to unshifted characters of the US layout, which suffice for commands and addresses.

#include "kernel/shell/keyboard.hpp"

#include "include/x86/port.hpp"

#include <cstdint>
#include <string_view>

namespace keyboard {
namespace {

constexpr std::uint16_t data_port = 0x60;
constexpr std::uint16_t status_port = 0x64;
constexpr std::uint8_t output_full = 1u << 0;
constexpr std::uint8_t from_mouse = 1u << 5;
constexpr std::uint8_t no_controller = 0xFF;

constexpr std::uint8_t released = 0x80;
constexpr std::uint8_t extended = 0xE0; // prefix of keys that the first PC's keyboard lacks

// By scan code; NUL for keys without a character.
using namespace std::string_view_literals;
constexpr auto characters = "\0\0001234567890-=\b\0qwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "sv;
static_assert(characters[0x02] == '1' && characters[0x0E] == '\b' && characters[0x10] == 'q');
static_assert(characters[0x1C] == '\n' && characters[0x1E] == 'a' && characters[0x2C] == 'z' &&
              characters[0x39] == ' ');

constinit bool after_prefix = false;

} // namespace

std::optional<char> take()
{
    auto const status = x86::in8(status_port);
    if (status == no_controller || !(status & output_full))
        return std::nullopt;
    auto const code = x86::in8(data_port);
    bool const is_extended = after_prefix;
    after_prefix = code == extended && !(status & from_mouse);
    if ((status & from_mouse) || is_extended || (code & released) || code >= characters.size() ||
        characters[code] == '\0')
        return std::nullopt;
    return characters[code];
}

} // namespace keyboard
