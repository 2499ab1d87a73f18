// SPDX-License-Identifier: BSD-2-Clause
// Compares an address with the memory map.
#include "stage2/machine/processors/device_place.hpp"

#include "include/units.hpp"

#include <algorithm>

namespace processors {

bool is_device_place(std::uint64_t address, MemoryRanges memory)
{
    constexpr std::uint64_t alignment = 16;
    if (address % alignment != 0 || address < 1_MiB || address > 4_GiB - page_size)
        return false;
    return std::ranges::all_of(memory, [=](farjump::MemoryRange const& range) {
        return range.kind == farjump::MemoryKind::reserved || address + page_size <= range.base ||
               address >= range.base + range.length;
    });
}

} // namespace processors
