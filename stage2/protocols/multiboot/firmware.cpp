// SPDX-License-Identifier: BSD-2-Clause
// Reads the entry points of ACPI and SMBIOS. ACPI, "Root System Description Pointer (RSDP) Structure" (5.2.5.3); DMTF
// DSP0134, "SMBIOS 2.1 (32-bit) Entry Point", "SMBIOS 3.0 (64-bit) Entry Point" (5.2.1, 5.2.2).
#include "stage2/protocols/multiboot/firmware.hpp"

#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/shared/firmware_tables.hpp"
#include "stage2/protocols/shared/smbios_place.hpp"

#include <algorithm>

namespace multiboot {

namespace {

constexpr std::uint32_t largest_table = 64 << 10;

void add_rsdp(Facts& facts, farjump::Firmware const& firmware)
{
    constexpr std::uint32_t size_1 = 20, size_2 = 36, length_at = 20;
    if (firmware.rsdp == 0)
        return;
    auto const start = physical_memory({firmware.rsdp}, size_2);
    bool const has_length = firmware.rsdp_revision >= 2;
    auto const length = has_length ? std::uint32_t{*read_at<Le32>(start, length_at)} : size_1;
    facts.rsdp = physical_memory({firmware.rsdp}, std::clamp(length, size_1, largest_table));
    facts.rsdp_revision = static_cast<std::uint8_t>(length >= size_2 ? firmware.rsdp_revision : 0);
}

// The table of structures, if it has a plausible place.
Bytes contents(smbios_place::Table const& table)
{
    constexpr std::uint64_t lowest = 0x400;
    auto const [address, size] = table;
    if (size == 0 || size > largest_table || address < lowest || address > 4_GiB - size)
        return {};
    return physical_memory({address}, size);
}

Smbios smbios_of(farjump::Firmware const& firmware)
{
    if (firmware.smbios2 != 0) {
        auto const entry = physical_memory({firmware.smbios2}, smbios_place::entry_size_32);
        if (auto const table = contents(smbios_place::named_by_32({firmware.smbios2})); !table.empty())
            return {table, std::to_integer<std::uint8_t>(entry[6]), std::to_integer<std::uint8_t>(entry[7])};
    }
    if (firmware.smbios3 == 0)
        return {};
    auto const entry = physical_memory({firmware.smbios3}, smbios_place::entry_size_64);
    return {contents(smbios_place::named_by_64({firmware.smbios3})), std::to_integer<std::uint8_t>(entry[7]),
            std::to_integer<std::uint8_t>(entry[8])};
}

} // namespace

void add_firmware_tables(Facts& facts)
{
    auto const firmware = firmware_tables::find();
    add_rsdp(facts, firmware);
    facts.smbios = smbios_of(firmware);
}

} // namespace multiboot
