// SPDX-License-Identifier: BSD-2-Clause
// Physical memory in flat 32-bit mode: address and pointer are the same number.
#include "stage2/memory/physical_memory.hpp"

MutableBytes physical_memory(PhysAddr address, std::uint64_t size)
{
    return {reinterpret_cast<std::byte*>(static_cast<std::uintptr_t>(address.value)), static_cast<std::size_t>(size)};
}
