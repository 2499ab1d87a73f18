// Physical memory as bytes: the one place where an address becomes a pointer.
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"

// The `size` bytes at `address`. In stage 2 all memory below 4 GiB lies where its address says; on the desk the tests
// put an array in its place.
MutableBytes physical_memory(PhysAddr address, std::uint64_t size);

// A T that lies there. The memory holds whatever was there before.
template <typename T>
T& object_at(PhysAddr address)
{
    return *reinterpret_cast<T*>(physical_memory(address, sizeof(T)).data());
}
