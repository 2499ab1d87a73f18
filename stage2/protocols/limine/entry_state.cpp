// SPDX-License-Identifier: BSD-2-Clause
// Fills in the descriptor tables.
#include "stage2/protocols/limine/entry_state.hpp"

namespace limine {

void prepare(EntryArea& area)
{
    area.gdt = gdt_table;
}

void prepare_fault_report(EntryArea& area, VirtAddr address, fault_report::Facts const& facts)
{
    early_faults::prepare(area.faults, address + offsetof(EntryArea, faults), fault_report_page, facts);
    for (auto& gate : area.faults.idt)
        gate.selector = code_selector;
    auto const task = x86::task_descriptor((address + offsetof(EntryArea, faults.task)).value);
    area.gdt[task_selector / sizeof(gdt::Descriptor)] = task[0];
    area.gdt[task_selector / sizeof(gdt::Descriptor) + 1] = task[1];
}

} // namespace limine
