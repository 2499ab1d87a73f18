// SPDX-License-Identifier: BSD-2-Clause
// Text output on the screen. IBM, "PS/2 and PC BIOS Interface Technical Reference", "Data Areas"; Ralf Brown's Interrupt
// List, INT 10h.
#pragma once

#include <string_view>

namespace bios {

// Prints at the cursor; '\n' begins a new line. Writes to the video memory where the BIOS data area describes a text mode
// of the usual shape and INT 10h leads to the video BIOS itself. Otherwise calls INT 10h for each character: in graphics
// modes, and where another program has taken over INT 10h, such as the redirection of the console to a serial line.
void print(std::string_view words);

// True if INT 10h does not lead into the video BIOS, or there is none.
bool is_int10_hooked();

// From now on print() calls INT 10h: before graphics modes, which not all BIOSes record in the data area, and for the
// message of a failure, so that whoever listens to INT 10h gets it.
void print_by_bios();

} // namespace bios
