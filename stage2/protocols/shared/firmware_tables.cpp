// SPDX-License-Identifier: BSD-2-Clause
// Searches the EBDA and the BIOS's ROM for ACPI and SMBIOS.
#include "stage2/protocols/shared/firmware_tables.hpp"

#include "include/layout.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/machine/rsdp.hpp"
#include "stage2/machine/smbios.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace firmware_tables {

namespace {

// Search ranges of the firmware's tables. ACPI, "Finding the RSDP on IA-PC Systems" (5.2.5.1); DMTF DSP0134 (5.2).
constexpr std::uint32_t acpi_begin = 0xE0000;
constexpr std::uint32_t smbios_begin = 0xF0000;
constexpr std::uint32_t rom_end = 0x100000;
constexpr std::uint32_t video_memory = 0xA0000;
constexpr std::uint32_t searched_of_ebda = 1 << 10;

struct Area {
    std::uint32_t base;
    std::uint32_t size;

    Bytes bytes() const { return physical_memory({base}, size); }
};

// The first KiB of the EBDA. Empty if its pointer is implausible: into farjump's own memory or above low memory.
Area ebda()
{
    auto const base = std::uint32_t{bios::peek16(bios::ebda_segment)} << 4;
    if (base < layout::low_memory_needed || base > video_memory - searched_of_ebda)
        return {0, 0};
    return {base, searched_of_ebda};
}

void find_rsdp(farjump::Firmware& report)
{
    for (auto const& area : {ebda(), Area{acpi_begin, rom_end - acpi_begin}})
        if (auto const found = rsdp::find(area.bytes())) {
            report.rsdp = area.base + found->offset;
            report.rsdp_revision = found->revision;
            return;
        }
}

void find_smbios(farjump::Firmware& report)
{
    auto const area = Area{smbios_begin, rom_end - smbios_begin}.bytes();
    if (auto const offset = smbios::find_32_bit(area))
        report.smbios2 = smbios_begin + *offset;
    if (auto const offset = smbios::find_64_bit(area))
        report.smbios3 = smbios_begin + *offset;
}

} // namespace

farjump::Firmware find()
{
    farjump::Firmware report{};
    find_rsdp(report);
    find_smbios(report);
    return report;
}

} // namespace firmware_tables
