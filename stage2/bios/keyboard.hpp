// The keyboard, and the restart after a key press. Ralf Brown's Interrupt List, INT 16h.
#pragma once

namespace bios {

// Removes one key from the keyboard buffer. False if the buffer was empty.
bool take_key();

// Resets the machine by every known method, one after the other. Does not return.
[[noreturn]] void restart();

} // namespace bios
