// The leap: from 32-bit protected mode into the kernel's first 64-bit instruction.
#pragma once

#include "include/x86/descriptors.hpp"

#include <cstddef>
#include <cstdint>

namespace longmode {

// All that the switch needs. It lies in the page that the switch runs through (enter.asm), since that is the only one
// mapped before and after.
struct [[gnu::packed]] Handover {
    std::uint32_t page_table_root; // below 4 GiB: CR3 is loaded by a 32-bit instruction
    std::uint32_t cr0;             // bits to set
    std::uint32_t cr4;             // all of it
    std::uint32_t efer;            // the lower half; the upper is 0
    std::uint64_t page_attributes; // IA32_PAT, or 0 when the processor has none
    x86::TableRegister gdt;
    x86::TableRegister idt;
    std::uint64_t stack_top; // a multiple of 16
    std::uint64_t boot_info; // for RDI
    std::uint64_t entry;
    x86::TaskState task;   // for an NMI between the two IDTs: the stack of its report
    x86::Gate64 interrupt; // the same: the gate to its report
};
static_assert(sizeof(Handover) == 188 && offsetof(Handover, stack_top) == 44);

// Fill it, then call enter_long_mode.
extern "C" Handover handover;

// Does not return, and clears the loader's stack. Before: interrupts off, paging off, A20 open, no BIOS call to come;
// `handover` filled in.
extern "C" [[noreturn]] void enter_long_mode();

} // namespace longmode
