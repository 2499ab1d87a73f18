// Text output through the BIOS, in any screen mode. Ralf Brown's Interrupt List, INT 10h.
#pragma once

#include <string_view>

namespace bios {

// Prints at the cursor; '\n' begins a new line. Without a video BIOS this has no effect.
void print(std::string_view words);

} // namespace bios
