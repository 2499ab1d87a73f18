// SPDX-License-Identifier: BSD-2-Clause
// The other processors, for kernels that ask for them. In the annex.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "stage2/machine/processors/start_page.hpp"
#include "stage2/memory/memory_map.hpp"

#include <cstddef>
#include <cstdint>

namespace farjump_protocol {

// The memory of the processors, before they are started.
struct WaitingProcessors {
    PhysAddr list; // a farjump::Processor for each of them
    std::uint32_t count;
    PhysAddr page;        // the start page
    std::size_t tables;   // for the switch root
    PhysAddr switch_root; // page tables for the switch: start_page::make_switch_root()'s
};

// Finds all processors, the boot processor too, and allocates their structures and stacks of `stack_size` bytes.
// Errors: out_of_memory, memory_map_full, memory_dead.
Result<WaitingProcessors> find_processors(MemoryMap& memory, std::uint32_t stack_size);

// Starts all of them; prints the step and its result, and names those that do not start. They wait at the virtual address
// `page`, where the kernel's page tables map the start page. Precondition: longmode::handover has the page tables, control
// registers and descriptor tables.
farjump::Processors start_processors(WaitingProcessors const& waiting, VirtAddr page);

// What the core calls in the annex.
struct ProcessorCalls {
    decltype(find_processors)* find;
    decltype(start_page::make_switch_root)* make_switch_root;
    decltype(start_processors)* start;
};

} // namespace farjump_protocol
