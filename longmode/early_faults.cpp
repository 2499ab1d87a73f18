// SPDX-License-Identifier: BSD-2-Clause
// Gates, stack and code for the report of faults in the kernel.
#include "longmode/early_faults.hpp"

#include "longmode/gdt.hpp"

// fault_report.asm: the page built from longmode/fault_report/, without the zeros at its end.
extern "C" std::byte const fault_report_code[];
extern "C" std::uint32_t const fault_report_code_size;

namespace early_faults {

namespace {

constexpr std::uint8_t interrupt_stack = 1;

// An interrupt gate (interrupts off) with the reporter's stack.
x86::Gate64 gate(std::uint32_t vector, VirtAddr page)
{
    auto const entry = page + fault_report::entries_offset + vector * fault_report::entry_size;
    return x86::interrupt_gate(entry.value, static_cast<std::uint16_t>(gdt::Selector::code64), interrupt_stack);
}

x86::TaskState task_state(std::uint64_t stack_top)
{
    static_assert(interrupt_stack == 1);
    return {.interrupt_stacks = {stack_top}};
}

} // namespace

void prepare(Area& area, VirtAddr address, VirtAddr page, fault_report::Facts facts)
{
    auto const begin = address.value;
    facts.reporting = begin + offsetof(Area, reporting);
    area.reporting = 0;
    area.task = task_state(begin + offsetof(Area, stack) + sizeof area.stack);
    for (std::uint32_t vector = 0; vector < area.idt.size(); ++vector)
        area.idt[vector] = gate(vector, page);
    __builtin_memcpy(area.code.data(), fault_report_code, fault_report_code_size);
    __builtin_memcpy(area.code.data(), &facts, sizeof facts);
}

} // namespace early_faults
