// SPDX-License-Identifier: BSD-2-Clause
// The checksum of firmware tables: a checksum byte makes the sum of all bytes 0 modulo 256. ACPI, "System Description
// Table Header" (5.2.6); DMTF DSP0134, "SMBIOS Entry Point Structure".
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

// True if `bytes` holds `size` bytes and they sum to 0 modulo 256.
inline bool adds_up(Bytes bytes, std::uint32_t size)
{
    if (size > bytes.size())
        return false;
    std::uint8_t sum = 0;
    for (auto const byte : bytes.first(size))
        sum = static_cast<std::uint8_t>(sum + std::to_integer<std::uint8_t>(byte));
    return sum == 0;
}
