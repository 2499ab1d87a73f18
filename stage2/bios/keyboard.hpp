// The keyboard, and the way out that a key opens. Ralf Brown's Interrupt List, INT 16h.
#pragma once

namespace bios {

// Is there a key? Takes it.
bool take_key();

// Starts the machine again, by each way that machines have. Does not return.
[[noreturn]] void restart();

} // namespace bios
