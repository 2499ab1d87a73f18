// SPDX-License-Identifier: BSD-2-Clause
// The switch from 32-bit protected mode to the kernel's first 64-bit instruction.
#pragma once

#include "include/x86/descriptors.hpp"

#include <cstddef>
#include <cstdint>

namespace longmode {

// The input of the switch. It is in the same page as the code of the switch (enter.asm), the only page that is mapped
// both before and after.
struct [[gnu::packed]] Handover {
    std::uint32_t page_table_root; // below 4 GiB: CR3 is loaded by a 32-bit instruction
    std::uint32_t cr0;             // bits to set
    std::uint32_t cr4;             // the whole register
    std::uint32_t efer;            // the lower half; the upper is 0
    std::uint64_t page_attributes; // IA32_PAT; 0 if the processor has none
    x86::TableRegister gdt;
    x86::TableRegister idt;
    std::uint64_t stack_top; // a multiple of 16
    std::uint64_t boot_info; // for RDI
    std::uint64_t entry;
    x86::TaskState task;   // for an NMI during the switch: the stack of its report
    x86::Gate64 interrupt; // for an NMI during the switch: the gate to its report
};
static_assert(sizeof(Handover) == 188 && offsetof(Handover, stack_top) == 44);

// Fill it, then call enter_long_mode.
extern "C" Handover handover;

// Switches to long mode and enters the kernel; clears the loader's stack. Does not return. Precondition: interrupts
// off, paging off, A20 open, no later BIOS call, `handover` filled in.
extern "C" [[noreturn]] void enter_long_mode();

} // namespace longmode
