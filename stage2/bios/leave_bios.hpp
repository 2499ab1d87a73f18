// The last BIOS call of a boot.
#pragma once

namespace bios {

// INT 15h AX=EC00h: announces to the BIOS that the processor will run in long mode.
void announce_long_mode();

} // namespace bios
