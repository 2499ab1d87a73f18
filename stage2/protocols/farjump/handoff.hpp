// SPDX-License-Identifier: BSD-2-Clause
// The last steps of a boot: the kernel's environment, and the switch to the kernel's processor mode.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/protocols/farjump/processors.hpp"
#include "stage2/screen/screen_choice.hpp"

#include <cstdint>

struct Boot;

namespace farjump_protocol {

// The kernel's environment, besides its own image.
struct KernelEnvironment {
    PhysAddr stack;
    PhysAddr area; // the BootInfoArea
    PhysAddr page_table_root;
    PhysAddr identity_page;
    bool no_execute;
    std::uint64_t direct_map_length;
    farjump::Paging paging;
    WaitingProcessors waiting;
};

// The results of this protocol's steps, in their order.
struct Handoff {
    LoadedKernel kernel;
    farjump::Modules modules;
    ScreenChoice screen;
    KernelEnvironment environment;
    farjump::Processors processors;
};

// Builds the kernel's page tables and allocates its stack and the BootInfoArea, and if the kernel asks for all processors,
// the memory for them. Fills in all of longmode::handover except the task state and the gate. Errors: those of memory, of
// page tables and of the annex.
Result<void> map_memory(Boot& boot, Handoff& handoff);

// Starts the other processors, if the kernel asks for them. Errors: none but those of the annex, which map_memory() has
// loaded.
Result<void> start_other_processors(Boot& boot, Handoff& handoff);

// Fills in the boot information. Error: text_too_long.
Result<void> describe_machine(Boot& boot, Handoff const& handoff);

// Sets the chosen video mode. If the BIOS refuses, the screen stays in text mode; this is no error.
void set_screen(Handoff& handoff);

// Switches to long mode and jumps to the kernel. Does not return.
[[noreturn]] void enter_kernel(Handoff const& handoff);

} // namespace farjump_protocol
