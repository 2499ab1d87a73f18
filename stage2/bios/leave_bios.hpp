// The last BIOS call of all.
#pragma once

namespace bios {

// INT 15h AX=EC00h: tells the BIOS that the processor will run in long mode.
void announce_long_mode();

} // namespace bios
