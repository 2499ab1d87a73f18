// SPDX-License-Identifier: BSD-2-Clause
// Entry points of the SMBIOS tables, which describe the machine's hardware. DMTF DSP0134, "Accessing SMBIOS
// information" (5.2).
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <optional>

namespace smbios {

// The offset of the first entry point with correct checksums. `area` begins at a multiple of 16 bytes. Nothing if there
// is none.
std::optional<std::uint32_t> find_32_bit(Bytes area); // "_SM_", SMBIOS 2.1
std::optional<std::uint32_t> find_64_bit(Bytes area); // "_SM3_", SMBIOS 3.0

} // namespace smbios
