// The keyboard, and the restart after a key press. Ralf Brown's Interrupt List, INT 16h.
#pragma once

#include <cstdint>

namespace bios {

// Removes one key from the keyboard buffer. False if the buffer was empty.
bool take_key();

// What the keyboard says before a boot that shows no menu.
enum class Attention : std::uint8_t {
    none,
    shift, // a Shift key is held, or seems to be
    key,   // a key waits in the buffer
};

// Removes Enter from the keyboard buffer, because it may be the key that left the BIOS's own menu.
Attention attention();

// Resets the machine by every known method, one after the other. Does not return.
[[noreturn]] void restart();

} // namespace bios
