// SPDX-License-Identifier: BSD-2-Clause
// Places in the memory map, for what must be within bounds. Unlike MemoryMap::allocate(), the search can begin at either
// end, and below 1 MiB.
#pragma once

#include "stage2/memory/memory_map.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace memory_search {

// Addresses [lowest, end).
struct Bounds {
    std::uint64_t lowest;
    std::uint64_t end; // at most 4 GiB
};

struct Need {
    std::uint64_t size;      // bytes, not 0
    std::uint64_t alignment; // of the address: a power of two, a page at least
    MemoryKind kind;
};

// Usable memory of this size within the bounds: whole pages at the highest or lowest address.
std::optional<PhysAddr> highest(std::span<MemoryRange const> map, Need const& need, Bounds bounds);
std::optional<PhysAddr> lowest(std::span<MemoryRange const> map, Need const& need, Bounds bounds);

// The same, and takes the memory. nullopt if there is none. Error: memory_map_full.
Result<std::optional<PhysAddr>> take_highest(MemoryMap& memory, Need const& need, Bounds bounds);
Result<std::optional<PhysAddr>> take_lowest(MemoryMap& memory, Need const& need, Bounds bounds);

// The size of the largest usable block within the bounds, in bytes.
std::uint64_t largest(std::span<MemoryRange const> map, Bounds bounds);

// The end of the memory that begins at or below `begin` and has no hole; `begin` if there is no memory. Memory that the
// loader has taken counts.
std::uint64_t end_of_memory(std::span<MemoryRange const> map, std::uint64_t begin);

} // namespace memory_search
