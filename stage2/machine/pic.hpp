// The two 8259A interrupt controllers. Intel 8259A datasheet, "OCW1".
#pragma once

namespace machine {

// Masks all hardware interrupts: the vectors of the PIC are those of processor exceptions until the kernel moves them.
// No BIOS call may follow; some would wait for an interrupt for ever.
void mask_interrupts();

} // namespace machine
