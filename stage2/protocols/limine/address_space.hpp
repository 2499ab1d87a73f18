// SPDX-License-Identifier: BSD-2-Clause
// The address space of a kernel of the Limine boot protocol. The Limine Boot Protocol, "Entry memory layout", "Higher
// Half Direct Map (HHDM)".
//
//   0000_0000_0000_1000   base revision 0 only: the same memory as in the direct map
//   FFFF_8000_0000_0000   the direct map, of what the base revision says; FF00_0000_0000_0000 with five levels
//   FFFF_FFFF_7FFF_0000   only with `direct-map-execute no` or `early-faults yes`: pages of the loader
//   FFFF_FFFF_8000_0000   the kernel, at its addresses or moved
#pragma once

#include "longmode/paging.hpp"
#include "stage2/protocols/limine/memory_list.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace limine {

constexpr VirtAddr direct_map_base(bool five_levels)
{
    return {five_levels ? 0xFF00'0000'0000'0000 : 0xFFFF'8000'0000'0000};
}

// Pages of the loader outside the direct map.
inline constexpr VirtAddr start_page_alias{0xFFFF'FFFF'7FFF'0000};
inline constexpr VirtAddr fault_report_page{0xFFFF'FFFF'7FFF'2000};
inline constexpr VirtAddr text_screen{0xFFFF'FFFF'7FFF'4000}; // 32 KiB
inline constexpr std::uint64_t text_screen_size = 32_KiB;

struct AddressPlan {
    std::uint32_t revision;
    bool execute; // in the direct map
    paging::Features features;
    std::span<MemoryEntry const> memory;
    std::span<paging::Mapping const> kernel;
    std::array<paging::Mapping, 3> loader_pages; // of length 0: none

    VirtAddr direct(PhysAddr address) const { return direct_map_base(features.five_levels) + address.value; }
};

// The number of page tables that the plan needs, at most.
std::size_t tables_needed(AddressPlan const& plan);

// Builds the plan's page tables in `arena`. Errors: page_tables_full, mapping_conflict.
Result<paging::AddressSpace> build(AddressPlan const& plan, paging::Arena& arena);

} // namespace limine
