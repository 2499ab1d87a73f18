// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the loader's IDT, which reports the kernel's first fault: docs/boot-info.md, "The first
// fault". This kernel has already loaded its own IDT; the kernels of tests/boot/test_first_fault.py fault before they
// load one.

#include "kernel/check/check.hpp"

#include "include/x86/descriptors.hpp"
#include "include/x86/exceptions.hpp"
#include "kernel/memory/memory_ranges.hpp"

namespace check {
namespace {

std::uint64_t handler_of(x86::Gate64 const& gate)
{
    return gate.offset_low | std::uint64_t{gate.offset_middle} << 16 | std::uint64_t{gate.offset_high} << 32;
}

// The first vector whose gate does not lead to the reporter's page, with an interrupt stack and interrupts off.
std::optional<std::uint64_t> first_wrong_gate(Evidence const& evidence, std::uint64_t page)
{
    constexpr std::uint8_t present_interrupt_gate = 0x8E;
    auto const* const gates = reinterpret_cast<x86::Gate64 const*>(evidence.entry.idt.base);
    for (std::uint64_t vector = 0; vector < x86::exception_count; ++vector) {
        auto const& gate = gates[vector];
        if (gate.type != present_interrupt_gate || gate.selector != evidence.entry.cs || gate.interrupt_stack != 1 ||
            round_down(handler_of(gate), page_size) != page)
            return vector;
    }
    return std::nullopt;
}

// The base of the task state segment that TR selects.
std::optional<std::uint64_t> task_base(Evidence const& evidence)
{
    auto const& gdt = evidence.entry.gdt;
    auto const tr = evidence.entry.tr;
    if (tr < 8 || tr + 15 > gdt.limit)
        return std::nullopt;
    auto const* const places = reinterpret_cast<std::uint64_t const*>(gdt.base + tr);
    return (places[0] >> 16 & 0xFF'FFFF) | (places[0] >> 56) << 24 | places[1] << 32;
}

} // namespace

void fault_report(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    auto const& idt = evidence.entry.idt;
    auto const page = info.stack_base + info.stack_size + page_size;

    auto const found = evidence.tables.page_at({page});
    report.promise("a page behind the stack is the fault reporter, read-only and executable",
                   found && !found->rights.writable && found->rights.executable);
    report.promise("nothing is mapped between the stack and it", !evidence.tables.page_at({page - page_size}));

    report.equal("the loader's IDT has 32 gates", idt.limit, x86::exception_count * sizeof(x86::Gate64) - 1);
    bool const reachable = lies_in(evidence, idt.base, idt.limit + 1u, farjump::MemoryKind::loader);
    report.promise("it lies in memory of kind loader, in the direct map", reachable);
    if (reachable)
        report.none("each leads to the fault reporter, on a stack of its own", first_wrong_gate(evidence, page));

    auto const task = task_base(evidence);
    bool const task_reachable = task && lies_in(evidence, *task, sizeof(x86::TaskState), farjump::MemoryKind::loader);
    report.promise("TR leads to a task state segment in memory of kind loader", task_reachable);
    if (!task_reachable)
        return;
    auto const top = reinterpret_cast<x86::TaskState const*>(*task)->interrupt_stacks[0];
    report.promise("IST1 is 4 KiB of memory of kind loader",
                   lies_in(evidence, top - page_size, page_size, farjump::MemoryKind::loader));
}

} // namespace check
