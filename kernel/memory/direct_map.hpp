// SPDX-License-Identifier: BSD-2-Clause
// Accesses physical memory through virtual addresses in the direct map (boot_info.hpp, direct_map_base).
#pragma once

#include "include/units.hpp"

#include <cstdint>

class DirectMap {
public:
    constexpr DirectMap(std::uint64_t base, std::uint64_t length) : base_(base), length_(length) {}

    constexpr VirtAddr virtual_of(PhysAddr physical) const { return {base_ + physical.value}; }
    constexpr bool contains(VirtAddr address) const
    {
        return address.value >= base_ && address.value - base_ < length_;
    }

    // Volatile, because the memory may be a device, a page table or under test: the compiler must keep each access.
    template <typename T>
    T volatile* at(PhysAddr physical) const
    {
        return reinterpret_cast<T volatile*>(static_cast<std::uintptr_t>(virtual_of(physical).value));
    }

private:
    std::uint64_t base_;
    std::uint64_t length_;
};
