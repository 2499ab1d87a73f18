// SPDX-License-Identifier: BSD-2-Clause
// The kernel's address space at its start: addresses and rights, as specified in include/farjump/boot_info.hpp.
//
//   0000_0000_0000_0000   (not mapped)        null pointers fault
//   0000_0000_0001_xxxx   identity page       the page of the switch's code: read, execute
//   FFFF_8000_0000_0000   direct map          physical memory, devices: write, no execute     PML4 256 to 509
//   FFFF_FF00_0000_0000   (not mapped)        guard below the stack, 1 GiB at most            PML4 510
//       above the guard   the kernel's stack  write, no execute; 16 MiB at most
//      one page above it  the fault reporter  read, execute
//     two pages above it  the start page      read, execute; if the kernel asks for all processors
//   FFFF_FFFF_8000_0000   the kernel          rights of its segments, never write and execute   PML4 511
//
// With five levels, the upper half is in entry 511 of the PML5 and the lower half in entry 0.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "longmode/paging.hpp"

#include <span>

namespace kernel_space {

inline constexpr VirtAddr direct_map{0xFFFF'8000'0000'0000};
inline constexpr VirtAddr stack_guard{0xFFFF'FF00'0000'0000};

constexpr VirtAddr direct(PhysAddr address)
{
    return direct_map + address.value;
}

constexpr VirtAddr stack_base(std::uint32_t guard_size)
{
    return stack_guard + guard_size;
}

// The page of the fault reporter (longmode/fault_report/). One page between it and the stack is not mapped.
constexpr VirtAddr fault_report_page(std::uint32_t guard_size, std::uint32_t stack_size)
{
    return stack_base(guard_size) + stack_size + paging::page_size;
}

// The start page (stage2/machine/processors/start_page.hpp). One page between it and the fault reporter is not mapped.
constexpr VirtAddr start_page(std::uint32_t guard_size, std::uint32_t stack_size)
{
    return fault_report_page(guard_size, stack_size) + 2 * paging::page_size;
}

using paging::Mapping;

// Device memory in the direct map. It may have any alignment, and may overlap memory and other devices: pages of memory
// keep the type of memory, and a page of two devices belongs to the first.
struct Device {
    PhysAddr base;
    std::uint64_t length;
    paging::Cacheability cacheability;
};

struct Plan {
    std::span<Mapping const> kernel;              // the mappings of its segments
    std::span<farjump::MemoryRange const> memory; // sorted
    std::span<Device const> devices;
    PhysAddr stack;
    std::uint32_t stack_size;       // whole pages
    std::uint32_t stack_guard_size; // whole pages
    PhysAddr identity_page;
    PhysAddr fault_report;     // the page with the reporter's code
    PhysAddr start_page;       // 0: none
    bool read_only_direct_map; // for segments that are not writable
    paging::Features features;

    VirtAddr fault_report_page() const { return kernel_space::fault_report_page(stack_guard_size, stack_size); }
    VirtAddr start_page_address() const { return kernel_space::start_page(stack_guard_size, stack_size); }
};

// The number of page tables that the plan needs. Exact if the kernel's segments are sorted and there are no devices;
// otherwise it may be slightly too large, but never too small.
std::size_t tables_needed(Plan const& plan);

// The length of the direct map in bytes.
std::uint64_t direct_map_length(Plan const& plan);

// Builds the plan's page tables in `arena`. Errors: page_tables_full, mapping_conflict.
Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena);

} // namespace kernel_space
