// SPDX-License-Identifier: BSD-2-Clause
// The ACPI tables: where they are, and the contents of one. All that they say is checked, because a firmware may say
// anything. ACPI, "System Description Table Architecture" (5.1), "ACPI System Description Tables" (5.2).
#pragma once

#include "include/bytes.hpp"
#include "include/farjump/boot_info.hpp"
#include "include/units.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace acpi {

// The four characters of a table's signature, as a number.
consteval std::uint32_t signature(char const (&name)[5])
{
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = value << 8 | static_cast<unsigned char>(name[i]);
    return value;
}

// A table. Its `length` bytes, at most 1 MiB, lie between 1000h and 4 GiB; or `base` is 4 GiB or higher, where the
// loader cannot read: then length and signature are 0. Its checksum may be wrong.
struct Table {
    PhysAddr base;
    std::uint32_t length;
    std::uint32_t signature;
};

inline constexpr std::size_t most_tables = 256;

// Writes each table once to `tables`: the RSDP (its signature here is that of its first four characters), XSDT, RSDT,
// all tables that these two name, and the DSDT and the FACS. Ignores what does not fit, and tables with an impossible
// address or length. Returns their number; 0 if `firmware` has no RSDP.
std::size_t list(farjump::Firmware const& firmware, std::span<Table, most_tables> tables);

// The first table of list()'s with this signature and a correct checksum; empty if there is none.
Bytes find(std::span<Table const> tables, std::uint32_t signature);

// The same among all tables, each of which it visits anew.
Bytes find(farjump::Firmware const& firmware, std::uint32_t signature);

} // namespace acpi
