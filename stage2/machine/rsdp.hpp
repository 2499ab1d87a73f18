// SPDX-License-Identifier: BSD-2-Clause
// The Root System Description Pointer, from which all ACPI tables are found. ACPI, "Root System Description Pointer
// (RSDP)" (5.2.5).
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <optional>

namespace rsdp {

struct Found {
    std::uint32_t offset;  // in `area`
    std::uint8_t revision; // 0: ACPI 1.0
};

// Finds the first RSDP with correct checksums. `area` begins at a multiple of 16 bytes. Nothing if there is none.
std::optional<Found> find(Bytes area);

} // namespace rsdp
