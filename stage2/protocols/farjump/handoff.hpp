// The last steps of a boot: what the kernel is given besides itself, and the switch to its mode.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/screen/screen_choice.hpp"

#include <cstdint>

struct Boot;

namespace farjump_protocol {

// What stands around the kernel when it starts.
struct KernelEnvironment {
    PhysAddr stack;
    PhysAddr area; // the BootInfoArea
    PhysAddr page_table_root;
    PhysAddr identity_page;
    bool no_execute;
    std::uint64_t direct_map_length;
    farjump::Paging paging;
};

// What the steps of this protocol find out and make, one after the other.
struct Handoff {
    LoadedKernel kernel;
    farjump::Modules modules;
    ScreenChoice screen;
    KernelEnvironment environment;
};

// Builds the kernel's address space.
Result<void> map_memory(Boot& boot, Handoff& handoff);

// Fills in the boot information.
Result<void> describe_machine(Boot& boot, Handoff const& handoff);

// Nothing can fail any more, but for the screen, which then stays text.
void set_screen(Handoff& handoff);

// Does not return: the kernel runs.
[[noreturn]] void enter_kernel(Handoff const& handoff);

} // namespace farjump_protocol
