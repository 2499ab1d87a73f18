// SPDX-License-Identifier: BSD-2-Clause
// Faults in the kernel print a message instead of resetting the machine. Until the kernel loads its own IDT, the
// loader's IDT leads all 32 exceptions to the reporter (longmode/fault_report/), which has its own stack.
#pragma once

#include "include/units.hpp"
#include "include/x86/descriptors.hpp"
#include "include/x86/exceptions.hpp"
#include "longmode/fault_report/facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace early_faults {

// The reporter's memory: whole pages. The page `code` is also mapped at a separate address.
struct Area {
    std::array<std::byte, fault_report::page_size> code;
    std::array<std::byte, fault_report::page_size> stack;
    x86::TaskState task;
    std::array<x86::Gate64, x86::exception_count> idt;
    std::uint8_t reporting;
};

// Fills `area`. `address` is the kernel's virtual address of `area`, `page` that of the separate mapping of `code`.
// Sets `facts.reporting` itself.
void prepare(Area& area, VirtAddr address, VirtAddr page, fault_report::Facts facts);

} // namespace early_faults
