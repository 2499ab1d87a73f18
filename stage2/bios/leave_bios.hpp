// The last things before the leap: the BIOS is told, and its interrupts are silenced.
#pragma once

namespace bios {

// INT 15h AX=EC00h: the BIOS is told that the processor will run in long mode. The last BIOS call of all.
void announce_long_mode();

// From here on no device can interrupt: the vectors of the PIC are those of processor exceptions until the kernel moves
// them. No BIOS call may follow; some would wait for an interrupt for ever.
void mask_interrupts();

} // namespace bios
