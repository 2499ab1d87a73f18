// SPDX-License-Identifier: BSD-2-Clause
// Builds the kernel's own GDT, TSS and IDT. Intel SDM Vol. 3A, "Protected-Mode Memory Management", "Task Management",
// "Interrupt and Exception Handling".

#include "kernel/exceptions/descriptor_tables.hpp"

#include "include/x86/descriptors.hpp"
#include "kernel/exceptions/exceptions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

// In descriptor_tables.asm: LGDT, all segment registers, LTR, LIDT.
extern "C" void load_descriptor_tables(void const* gdt_register, void const* idt_register, std::uint64_t code,
                                       std::uint64_t data, std::uint64_t task);

namespace descriptor_tables {
namespace {

constexpr std::uint64_t code64 = 0x00AF'9B00'0000'FFFF; // present, ring 0, code, readable, L
constexpr std::uint64_t data64 = 0x00CF'9300'0000'FFFF; // present, ring 0, data, writable

constexpr std::size_t stack_size = 16 << 10;
alignas(16) constinit std::array<std::array<std::byte, stack_size>, exceptions::stack_count> stacks{};

constinit x86::TaskState task_state;
constinit std::array<std::uint64_t, 5> gdt{0, code64, data64, 0, 0};
constinit std::array<x86::Gate64, exceptions::vector_count> idt{};

template <typename Table>
x86::TableRegister register_of(Table const& table)
{
    return {sizeof(Table) - 1, reinterpret_cast<std::uint64_t>(&table)};
}

} // namespace

void install()
{
    for (std::size_t i = 0; i < stacks.size(); ++i)
        task_state.interrupt_stacks[i] = reinterpret_cast<std::uint64_t>(&stacks[i]) + stack_size;
    auto const task = x86::task_descriptor(reinterpret_cast<std::uint64_t>(&task_state));
    std::ranges::copy(task, gdt.begin() + task_selector / 8);
    for (std::size_t vector = 0; vector < idt.size(); ++vector)
        idt[vector] =
            x86::interrupt_gate(exception_entries[vector], code_selector, exceptions::interrupt_stack_of(vector));

    auto const gdt_register = register_of(gdt);
    auto const idt_register = register_of(idt);
    load_descriptor_tables(&gdt_register, &idt_register, code_selector, data_selector, task_selector);
}

} // namespace descriptor_tables
