// SPDX-License-Identifier: BSD-2-Clause
// Masks the two 8259A interrupt controllers. The only caller is enter_kernel() in stage2/protocols/farjump/handoff.cpp,
// between the last BIOS call and the switch to long mode. Intel 8259A datasheet, "OCW1".
#pragma once

namespace machine {

// Masks all interrupts of both controllers, because their vectors are those of processor exceptions until the kernel
// changes them. An NMI is not masked. Call no BIOS service after this: some would wait for an interrupt for ever.
void mask_interrupts();

} // namespace machine
