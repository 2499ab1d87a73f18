// SPDX-License-Identifier: BSD-2-Clause
// Access to physical memory. Only here is an address converted to a pointer.
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"

// The `size` bytes at `address`. In stage 2 all memory below 4 GiB is mapped to its own address. The unit tests
// substitute an array.
MutableBytes physical_memory(PhysAddr address, std::uint64_t size);

// The T at `address`, not initialized: the memory keeps its contents.
template <typename T>
T& object_at(PhysAddr address)
{
    return *reinterpret_cast<T*>(physical_memory(address, sizeof(T)).data());
}
