// SPDX-License-Identifier: BSD-2-Clause
// The keyboard, and the restart after a key press. Ralf Brown's Interrupt List, INT 16h.
#pragma once

namespace bios {

// Removes one key from the keyboard buffer. False if the buffer was empty.
bool take_key();

// Whether a key waits in the buffer, or a Shift key is held. Removes Enter from the buffer, because it may be the key that
// left the BIOS's own menu. Some BIOSes leave other keys there, or report a Shift key that nobody holds.
bool is_attention_asked();

// Resets the machine by every known method, one after the other. Does not return.
[[noreturn]] void restart();

} // namespace bios
