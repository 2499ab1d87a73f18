// SPDX-License-Identifier: BSD-2-Clause
// The page in which processors switch to 64-bit mode: its code starts where a start-up IPI starts a processor, in real
// mode, and ends with a loop in which the processor waits until the kernel starts it. The boot processor enters kernels
// of some protocols by the same code, so that all processors start in the same state.
//
// Intel SDM Vol. 3A, "MP Initialization" (8.4; 9.4 in newer editions), "Initializing IA-32e Mode" (9.8.5; 10.8.5).
#pragma once

#include "include/result.hpp"
#include "include/units.hpp"
#include "include/x86/descriptors.hpp"
#include "longmode/gdt.hpp"
#include "longmode/paging.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace start_page {

// One processor, as the kernel sees it: farjump's own protocol and Limine's have the same layout. The kernel writes
// `argument` and then `start`, in one store. The processor then runs the code at `start` with RDI = this structure.
struct Waiting {
    std::uint32_t acpi_uid; // of the processor in the MADT
    std::uint32_t lapic_id;
    std::uint64_t stack_top; // a multiple of 16, in the kernel's address space
    std::uint64_t start;     // 0: the processor waits
    std::uint64_t argument;
};
static_assert(sizeof(Waiting) == 32);

// The state in which all processors start.
struct [[gnu::packed]] Environment {
    std::uint32_t page_table_root; // the kernel's, below 4 GiB
    std::uint32_t switch_root;     // make_switch_root()'s
    std::uint32_t cr0, cr4, efer;  // whole registers; the upper half of EFER is 0
    std::uint64_t page_attributes; // IA32_PAT; 0 if the processor has none
    x86::TableRegister gdt, idt;   // at addresses of the kernel; the GDT is writable if there is a task
    std::uint16_t code_selector, data_selector;
    std::uint16_t task_selector; // 0: none
    std::uint64_t page;          // the start page at an address of the kernel, executable
};

// The page as the code finds it.
struct [[gnu::packed]] Page {
    static constexpr std::size_t code_room = 1024;

    std::array<std::byte, code_room> code; // a copy of start_page.asm's
    Environment environment;
    std::array<gdt::Descriptor, gdt::table.size()> gdt; // for the way to 64-bit mode
    std::uint16_t gdt_limit;
    std::uint32_t gdt_base;
    std::uint32_t entry_32; // a far pointer
    std::uint16_t entry_32_selector;
    std::uint32_t entry_64;
    std::uint16_t entry_64_selector;
    std::uint32_t stack_top; // while a processor is in 32-bit mode
    std::uint32_t arrives;   // the address of processor_arrives()
    std::uint64_t structure; // of the processor that comes next, at an address of the kernel
    std::uint64_t rdi_mask;  // 0: RDI is 0 instead of the structure
    std::uint32_t waiting;   // 1: it has read the two and goes on to its loop
};
static_assert(sizeof(Page) <= page_size);

// The physical address of the page, below 1 MiB: its number is the vector of the start-up IPI. It lies in the annex's
// memory and stays the loader's until the kernel reclaims that memory.
PhysAddr place();

// Copies the code to the page.
void prepare(Environment const& environment);

// Returns the root of page tables for the switch: the upper half of those at `root`, and the start page at its physical
// address. Takes at most tables_for_switch tables. Error: page_tables_full.
inline constexpr std::size_t tables_for_switch = 5;
Result<PhysAddr> make_switch_root(paging::Arena& arena, PhysAddr root, paging::Features const& features);

// The next processor to come gets the structure at this address of the kernel.
void expect(std::uint64_t structure);

// Whether it has come.
bool is_waiting();

// The boot processor enters the kernel as if it were the processor of this structure, whose `start` is filled in, but
// with RDI = 0. Clears the loader's stack. Precondition: interrupts off, no later BIOS call, prepare() was called.
[[noreturn]] void enter(std::uint64_t structure);

} // namespace start_page

// Called by each processor but the boot processor, in flat 32-bit mode without paging, on a stack of 4 KiB: makes its
// MTRRs and its local APIC like the boot processor's. stage2/machine/processors/start.cpp.
extern "C" void processor_arrives();
