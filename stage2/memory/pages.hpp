// SPDX-License-Identifier: BSD-2-Clause
// Whole pages for the content of a file that the kernel gets.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"

namespace pages {

struct Pages {
    PhysAddr place;     // page-aligned; 0 if the size is 0
    MutableBytes bytes; // of the size that was asked for
};

// Takes memory for `size` bytes from the map, and clears the rest of the last page. `name` is the purpose, for errors.
// Errors: those of MemoryMap::allocate().
Result<Pages> take(MemoryMap& memory, std::uint64_t size, MemoryKind kind, char const* name);

} // namespace pages
