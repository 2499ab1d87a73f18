// SPDX-License-Identifier: BSD-2-Clause
// The page attribute table: the memory type that the bits PAT, PCD and PWT of a page select.
// Intel SDM Vol. 3A, "Page Attribute Table (PAT)" (11.12; 12.12 in newer editions).
#pragma once

#include <array>
#include <cstdint>

namespace x86 {

inline constexpr std::uint32_t page_attributes_register = 0x277; // IA32_PAT

enum class MemoryType : std::uint8_t {
    uncached = 0,             // UC
    write_combining = 1,      // WC
    write_through = 4,        // WT
    write_protected = 5,      // WP
    write_back = 6,           // WB
    uncached_unless_mtrr = 7, // UC-: an MTRR can make it write-combining
};

// Entry 4 * PAT + 2 * PCD + PWT. All entries are as after a reset, except entry 5 (PA5). PA5, because a processor that
// ignores the PAT bit, as early Pentium 4 may (Intel Pentium 4 Specification Update, N46), then uses PA1,
// write-through, which still displays correctly.
inline constexpr std::array<MemoryType, 8> page_attribute_types{
    MemoryType::write_back, MemoryType::write_through,   MemoryType::uncached_unless_mtrr, MemoryType::uncached,
    MemoryType::write_back, MemoryType::write_combining, MemoryType::uncached_unless_mtrr, MemoryType::uncached};

// The register's value: a byte for each entry, entry 0 lowest.
inline constexpr std::uint64_t page_attributes = [] {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < page_attribute_types.size(); ++i)
        value |= std::uint64_t{static_cast<std::uint8_t>(page_attribute_types[i])} << 8 * i;
    return value;
}();
static_assert(page_attributes == 0x0007'0106'0007'0406);

} // namespace x86
