// SPDX-License-Identifier: BSD-2-Clause
// The table of structures that an entry point of SMBIOS names. DMTF DSP0134, "SMBIOS 2.1 (32-bit) Entry Point", "SMBIOS 3.0
// (64-bit) Entry Point" (5.2.1, 5.2.2).
#pragma once

#include "include/bytes.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <cstdint>

namespace smbios_place {

inline constexpr std::uint32_t entry_size_32 = 31;
inline constexpr std::uint32_t entry_size_64 = 24;

// As the firmware says: any number may be in it.
struct Table {
    std::uint64_t address;
    std::uint32_t size; // bytes; of the 64-bit entry point, at most
};

// Precondition of both: a sound entry point, which stage2/machine/smbios.hpp has found.
inline Table named_by_32(PhysAddr entry)
{
    auto const bytes = physical_memory(entry, entry_size_32);
    return {*read_at<Le32>(bytes, 0x18), *read_at<Le16>(bytes, 0x16)};
}

inline Table named_by_64(PhysAddr entry)
{
    auto const bytes = physical_memory(entry, entry_size_64);
    return {*read_at<Le64>(bytes, 0x10), *read_at<Le32>(bytes, 0x0C)};
}

} // namespace smbios_place
