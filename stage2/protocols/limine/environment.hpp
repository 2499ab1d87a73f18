// SPDX-License-Identifier: BSD-2-Clause
// The steps between a loaded kernel and its start.
#pragma once

#include "stage2/protocols/limine/handover.hpp"

namespace limine {

// Finds the firmware's tables and the processors, and puts the local APIC into the mode that the kernel asks for.
// Error: limine_x2apic_locked.
Result<void> find_machine(Handover& handover);

// Chooses the number of levels of page tables. Error: limine_no_paging_mode.
Result<paging::Features> choose_paging(Boot const& boot, KernelImage const& kernel);

// Takes memory for stacks, responses and descriptor tables, and builds the page tables. The memory map is final then.
Result<void> map_memory(Boot& boot, Handover& handover);

// Starts the other processors, which wait for the kernel from then on.
void start_processors(Handover& handover);

// Masks all interrupts and turns off IOMMUs, as the base revision says. No BIOS call may follow.
void silence_devices(Boot const& boot, Handover& handover);

// Enters the kernel.
[[noreturn]] void enter_kernel(Handover& handover);

} // namespace limine
