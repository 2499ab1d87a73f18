// The kernel's first fault is a message and not a reset: until the kernel loads an IDT of its own, the loader's leads
// all 32 exceptions to the reporter (longmode/fault_report/), on a stack of its own.
#pragma once

#include "include/units.hpp"
#include "include/x86/descriptors.hpp"
#include "include/x86/exceptions.hpp"
#include "longmode/fault_report/facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace early_faults {

// What the reporter needs of memory: whole pages. The code's page is mapped at an address of its own, too.
struct Area {
    std::array<std::byte, fault_report::page_size> code;
    std::array<std::byte, fault_report::page_size> stack;
    x86::TaskState task;
    std::array<x86::Gate64, x86::exception_count> idt;
    std::uint8_t reporting;
};

// The gate of an exception in the IDT: interrupts off, on the reporter's stack. `page`: where the code is mapped.
x86::Gate64 gate(std::uint32_t vector, VirtAddr page);

// The task state segment, with the reporter's stack as the first of the interrupt stacks.
x86::TaskState task_state(std::uint64_t stack_top);

// Fills `area`, which the kernel will see at `address`. `facts.reporting` is filled in here.
void prepare(Area& area, VirtAddr address, VirtAddr page, fault_report::Facts facts);

} // namespace early_faults
