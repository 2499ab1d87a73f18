// The two 8259A interrupt controllers. Intel 8259A datasheet, "OCW1".
#pragma once

namespace machine {

// Masks all hardware interrupts, because the PIC's vectors are those of processor exceptions until the kernel changes
// them. After this no BIOS call is allowed: some would wait for an interrupt for ever.
void mask_interrupts();

} // namespace machine
