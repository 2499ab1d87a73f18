// SPDX-License-Identifier: BSD-2-Clause
// Polls the PS/2 keyboard, because interrupts stay off. IBM PS/2 Hardware Interface Technical Reference, "Keyboard and
// Auxiliary Device Controller"; "Scan Code Set 1".
#pragma once

#include <optional>

namespace keyboard {

// The character of a key pressed since the last call: '\n' for Enter, '\b' for Backspace. nullopt for keys without a
// character, such as Shift, and without a keyboard controller.
std::optional<char> take();

} // namespace keyboard
