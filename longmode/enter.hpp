// The leap: from 32-bit protected mode into the kernel's first 64-bit instruction.
#pragma once

#include <cstddef>
#include <cstdint>

namespace longmode {

// A descriptor-table register's contents in 64-bit mode.
struct [[gnu::packed]] TablePointer {
    std::uint16_t limit;            // bytes, less one
    std::uint64_t base;             // virtual
};

// All that the switch needs. It lies in the page that the switch runs through (enter.asm), since that is the only one
// mapped before and after.
struct [[gnu::packed]] Handover {
    std::uint32_t page_table_root;  // below 4 GiB: CR3 is loaded by a 32-bit instruction
    std::uint32_t efer;             // bits to set
    std::uint32_t cr4;              // all of it
    std::uint64_t page_attributes;  // IA32_PAT, or 0 when the processor has none
    TablePointer gdt;
    TablePointer idt;               // no exceptions can be taken until the kernel has its own
    std::uint64_t stack_top;        // a multiple of 16
    std::uint64_t boot_info;        // for RDI
    std::uint64_t entry;
};
static_assert(sizeof(Handover) == 64 && offsetof(Handover, stack_top) == 40);

// Fill it, then call enter_long_mode.
extern "C" Handover handover;

// Does not return. Before: interrupts off, paging off, A20 open, no BIOS call to come; `handover` filled in.
extern "C" [[noreturn]] void enter_long_mode();

} // namespace longmode
