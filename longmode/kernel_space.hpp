// What is mapped where, and with which rights, when the kernel starts. include/farjump/boot_info.hpp promises it.
//
//   0000_0000_0001_xxxx   identity page       the page that the switch runs through: read, execute
//   FFFF_8000_0000_0000   direct map          physical memory: write, no execute              PML4 256 and up
//   FFFF_FF00_0000_0000   (not mapped)        guard below the stack                           PML4 510
//   FFFF_FF00_0001_0000   the kernel's stack  write, no execute
//   FFFF_FFFF_8000_0000   the kernel          as its segments say, never write and execute    PML4 511
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "longmode/paging.hpp"

#include <span>

namespace kernel_space {

inline constexpr VirtAddr direct_map{0xFFFF'8000'0000'0000};
inline constexpr std::uint64_t stack_size = 64_KiB;
inline constexpr std::uint64_t stack_guard_size = 64_KiB;
inline constexpr VirtAddr stack_base{0xFFFF'FF00'0000'0000 + stack_guard_size};

constexpr VirtAddr direct(PhysAddr address)
{
    return direct_map + address.value;
}

// A stretch of the kernel: whole pages.
struct Mapping {
    VirtAddr from;
    PhysAddr to;
    std::uint64_t length;
    paging::Rights rights;
};

struct Plan {
    std::span<Mapping const> kernel;                    // its segments
    std::span<farjump::MemoryRange const> memory;       // sorted
    PhysAddr stack;                                     // stack_size bytes
    PhysAddr identity_page;
    bool no_execute;
};

// How many page tables a plan needs at the most.
std::size_t tables_needed(Plan const& plan);

// The end of the direct map, in bytes from its start.
std::uint64_t direct_map_length(std::span<farjump::MemoryRange const> memory);

Result<paging::AddressSpace> build(Plan const& plan, paging::Arena& arena);

} // namespace kernel_space
