// The PS/2 keyboard, asked now and then: interrupts stay off. IBM PS/2 Hardware Interface Technical Reference,
// "Keyboard and Auxiliary Device Controller"; "Scan Code Set 1".
#pragma once

#include <optional>

namespace keyboard {

// The character of a key that has been pressed since the last question: '\n' for Enter, '\b' for Backspace. Keys that
// make no character (Shift among them), and machines without a keyboard controller, give nothing.
std::optional<char> take();

} // namespace keyboard
