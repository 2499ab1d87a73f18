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

// Fills `area`, which the kernel will see at `address` and its code at `page`, too. `facts.reporting` is filled in here.
void prepare(Area& area, VirtAddr address, VirtAddr page, fault_report::Facts facts);

} // namespace early_faults
