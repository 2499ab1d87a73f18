// What is mapped where, and with which rights, when the kernel starts. include/farjump/boot_info.hpp promises it.
//
//   0000_0000_0000_0000   (not mapped)        null pointers fault
//   0000_0000_0001_xxxx   identity page       the page that the switch runs through: read, execute
//   FFFF_8000_0000_0000   direct map          physical memory, devices: write, no execute     PML4 256 to 509
//   FFFF_FF00_0000_0000   (not mapped)        guard below the stack, 1 GiB at most            PML4 510
//       behind the guard  the kernel's stack  write, no execute; 16 MiB at most
//       a page behind it  the fault reporter  read, execute
//   FFFF_FFFF_8000_0000   the kernel          as its segments say, never write and execute    PML4 511
//
// With five levels all of the upper half is in entry 511 of the PML5, and all of the lower in entry 0.
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

// The page of the fault reporter (longmode/fault_report/). Between it and the stack nothing is mapped.
constexpr VirtAddr fault_report_page(std::uint32_t guard_size, std::uint32_t stack_size)
{
    return stack_base(guard_size) + stack_size + paging::page_size;
}

// A stretch of the kernel: whole pages.
struct Mapping {
    VirtAddr from;
    PhysAddr to;
    std::uint64_t length;
    paging::Rights rights;
};

// What the direct map shows besides memory. It may begin and end anywhere, and reach over memory and other devices:
// pages of memory stay memory, and of two devices the first gets the page.
struct Device {
    PhysAddr base;
    std::uint64_t length;
    paging::Cacheability cacheability;
};

struct Plan {
    std::span<Mapping const> kernel;              // its segments
    std::span<farjump::MemoryRange const> memory; // sorted
    std::span<Device const> devices;
    PhysAddr stack;
    std::uint32_t stack_size;       // whole pages
    std::uint32_t stack_guard_size; // whole pages
    PhysAddr identity_page;
    PhysAddr fault_report;     // the page with the reporter's code
    bool read_only_direct_map; // of the segments that are not writable
    paging::Features features;

    VirtAddr fault_report_page() const { return kernel_space::fault_report_page(stack_guard_size, stack_size); }
};

// How many page tables a plan needs: exactly so many, as long as the kernel's segments are sorted and there are no
// devices; a few more than that otherwise, and never fewer.
std::size_t tables_needed(Plan const& plan);

// The end of the direct map, in bytes from its start.
std::uint64_t direct_map_length(Plan const& plan);

Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena);

} // namespace kernel_space
