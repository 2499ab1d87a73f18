// SPDX-License-Identifier: BSD-2-Clause
// Placement of the kernel in physical memory and in the address space: at fixed or random addresses.
#pragma once

#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/memory/memory_map.hpp"

#include <cstdint>

namespace placement {

// Unpredictable numbers for the two addresses. Without `random` (option `nokaslr`) both are 0: the kernel is then at
// the top of memory, and a position-independent kernel at its link address, or, if that is not in the upper half, at
// the lowest suitable address there.
struct KaslrInput {
    bool random = false;
    std::uint32_t virtual_place = 0;
    std::uint32_t physical_place = 0;
};

struct Place {
    VirtAddr begin; // a multiple of the page size
    std::uint64_t size;
    std::uint64_t slide; // added to each link address
    PhysAddr physical;
    bool random; // at least one address is random
};

// Takes the kernel's memory from `memory`. Errors: kernel_place_taken, and those of MemoryMap::allocate() and claim().
Result<Place> find(elf::Image const& image, MemoryMap& memory, KaslrInput const& kaslr);

} // namespace placement
