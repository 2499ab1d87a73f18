// Where a kernel goes, in physical memory and in the address space: where it must, or where chance puts it.
#pragma once

#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/memory/memory_map.hpp"

#include <cstdint>

namespace placement {

// Numbers that nobody can guess, one for each place. Without chance (`nokaslr`) both are 0: then a kernel lies at the
// top of memory, and a position-independent one where it is linked, or else lowest.
struct KaslrInput {
    bool random = false;
    std::uint32_t virtual_place = 0;
    std::uint32_t physical_place = 0;
};

struct Place {
    VirtAddr begin; // whole pages
    std::uint64_t size;
    std::uint64_t slide; // what is to be added to each linked address
    PhysAddr physical;
    bool random; // chance had a say in either
};

// Takes the memory from `memory`.
Result<Place> find(elf::Image const& image, MemoryMap& memory, KaslrInput const& kaslr);

} // namespace placement
