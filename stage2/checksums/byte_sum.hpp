// The checksum of the firmware's tables: all their bytes, one of them chosen for it, add up to 0. ACPI, "System
// Description Table Header" (5.2.6); DMTF DSP0134, "SMBIOS Entry Point Structure".
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

// Whether the first `size` bytes are there and do.
inline bool adds_up(Bytes bytes, std::uint32_t size)
{
    if (size > bytes.size())
        return false;
    std::uint8_t sum = 0;
    for (auto const byte : bytes.first(size))
        sum = static_cast<std::uint8_t>(sum + std::to_integer<std::uint8_t>(byte));
    return sum == 0;
}
