// The last steps of main.cpp's story: what the kernel is given besides itself, and the leap into it.
#pragma once

#include "include/result.hpp"
#include "longmode/requirements.hpp"
#include "stage2/entries/boot_choice.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/protocols/farjump/describe.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/screen/screen_choice.hpp"
#include "stage2/steps.hpp"

#include <cstdint>

namespace handoff {

struct Gifts {
    PhysAddr stack;
    PhysAddr handout;
    PhysAddr page_table_root;
    PhysAddr identity_page;
    bool no_execute;
    std::uint64_t direct_map_length;
    farjump::Paging paging;
};

Result<Gifts> map_memory(LoadedKernel const& kernel, ScreenChoice const& screen, MemoryMap& memory,
                         requirements::Processor const& processor);
Result<void> describe_machine(Gifts const& gifts, LoadedKernel const& kernel, farjump::Modules const& modules,
                              ScreenChoice const& screen, MemoryMap const& memory, steps::BootDisk const& disk,
                              boot_choice::Choice const& choice, requirements::Processor const& processor,
                              bios::Entropy const& entropy);

// Nothing can fail any more, but for the screen, which then stays text.
void set_screen(ScreenChoice screen, Gifts const& gifts);

// Does not return: the kernel runs.
[[noreturn]] void enter(Gifts const& gifts, LoadedKernel const& kernel);

} // namespace handoff
