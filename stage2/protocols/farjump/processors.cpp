// SPDX-License-Identifier: BSD-2-Clause
// Gives each processor a structure and a stack, and starts it in the kernel's state.
#include "stage2/protocols/farjump/processors.hpp"

#include "longmode/enter.hpp"
#include "longmode/gdt.hpp"
#include "longmode/kernel_space.hpp"
#include "stage2/machine/processors/control_registers.hpp"
#include "stage2/machine/processors/local_apic.hpp"
#include "stage2/machine/processors/start.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/shared/firmware_tables.hpp"
#include "stage2/talk/console.hpp"

namespace farjump_protocol {

namespace {

using farjump::Processor;
using start_page::Waiting;
static_assert(sizeof(Processor) == sizeof(Waiting) && offsetof(Processor, acpi_uid) == offsetof(Waiting, acpi_uid) &&
              offsetof(Processor, apic_id) == offsetof(Waiting, lapic_id) &&
              offsetof(Processor, stack_top) == offsetof(Waiting, stack_top) &&
              offsetof(Processor, start) == offsetof(Waiting, start) &&
              offsetof(Processor, argument) == offsetof(Waiting, argument));

madt::Report report;
bool others_can_start; // processors::find()'s result

std::span<Waiting> structures(WaitingProcessors const& waiting)
{
    return {&object_at<Waiting>(waiting.list), waiting.count};
}

start_page::Environment environment(WaitingProcessors const& waiting, VirtAddr page)
{
    auto const& state = longmode::handover;
    return {.page_table_root = state.page_table_root,
            .switch_root = static_cast<std::uint32_t>(waiting.switch_root.value),
            .cr0 = machine::kept_cr0() | state.cr0,
            .cr4 = state.cr4,
            .efer = state.efer,
            .page_attributes = state.page_attributes,
            .gdt = state.gdt,
            .idt = state.idt,
            .code_selector = static_cast<std::uint16_t>(gdt::Selector::code64),
            .data_selector = 0,
            .task_selector = static_cast<std::uint16_t>(gdt::Selector::task),
            .page = page.value};
}

std::uint32_t start(WaitingProcessors const& waiting, VirtAddr page)
{
    auto const list = structures(waiting);
    if (others_can_start && waiting.count > 1) {
        start_page::prepare(environment(waiting, page));
        return processors::start(report, list, kernel_space::direct(waiting.list).value);
    }
    auto const& only = report.processors.elements[0];
    list[0] = {only.acpi_uid, only.lapic_id, list[0].stack_top, 0, 0};
    return 1;
}

void tell(std::uint32_t count)
{
    auto& words = console::scratch_line().decimal(count) << (count == 1 ? " processor" : " processors");
    if (count > 1)
        (words << ", ").decimal(count - 1) << " waiting";
    console::done(words.view());
}

} // namespace

Result<WaitingProcessors> find_processors(MemoryMap& memory, std::uint32_t stack_size)
{
    others_can_start = processors::find(acpi::find(firmware_tables::find(), processors::table), report);
    auto const count = static_cast<std::uint32_t>(report.processors.count);
    auto const stacks = std::uint64_t{count} * stack_size;
    auto const place = TRY(memory.allocate(
        {stacks + count * sizeof(Waiting), paging::page_size, MemoryKind::loader, "the stacks of all processors"}));
    WaitingProcessors const waiting{.list = place + stacks,
                                    .count = count,
                                    .page = start_page::place(),
                                    .tables = start_page::tables_for_switch,
                                    .switch_root = {}};
    auto top = kernel_space::direct(place).value;
    for (auto& processor : structures(waiting)) {
        top += stack_size;
        processor = {0, 0, top, 0, 0};
    }
    return waiting;
}

farjump::Processors start_processors(WaitingProcessors const& waiting, VirtAddr page)
{
    console::step("starting the processors");
    auto const mode = local_apic::mode();
    auto const count = start(waiting, page);
    tell(count);
    return {.list = {kernel_space::direct(waiting.list).value},
            .count = count,
            .boot_apic_id = mode == local_apic::Mode::none ? report.processors.elements[0].lapic_id : local_apic::id(),
            .x2apic = mode == local_apic::Mode::x2apic};
}

} // namespace farjump_protocol
