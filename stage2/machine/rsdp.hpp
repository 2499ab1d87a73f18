// The Root System Description Pointer, where all ACPI tables begin. ACPI, "Root System Description Pointer (RSDP)"
// (5.2.5).
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <optional>

namespace rsdp {

struct Found {
    std::uint32_t offset;  // in the area
    std::uint8_t revision; // 0: ACPI 1.0
};

// The first sound one in an area of memory that begins on a 16-byte line.
std::optional<Found> find(Bytes area);

} // namespace rsdp
