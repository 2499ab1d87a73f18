// Text on the screen by the BIOS, whatever mode the screen is in. Ralf Brown's Interrupt List, INT 10h.
#pragma once

#include <string_view>

namespace bios {

// Writes at the cursor; '\n' begins a new line. Without a video BIOS nothing happens.
void print(std::string_view words);

} // namespace bios
