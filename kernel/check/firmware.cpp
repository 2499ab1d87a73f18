// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the firmware's tables: boot_info.hpp, Firmware. ACPI, "Root System Description Pointer
// (RSDP)" (5.2.5); DMTF DSP0134, "Accessing SMBIOS information" (5.2).

#include "kernel/check/check.hpp"

#include <string_view>

namespace check {
namespace {

constexpr std::uint64_t searched_end = 1_MiB; // the tables are searched below it

// Firmware memory, read through the direct map.
class Table {
public:
    Table(Evidence const& evidence, std::uint64_t physical)
        : bytes_{evidence.memory.at<std::uint8_t const>({physical})}, room_{searched_end - physical}
    {}

    std::uint8_t operator[](std::uint64_t offset) const { return bytes_[offset]; }

    bool starts_with(std::string_view words, std::uint64_t offset = 0) const
    {
        for (std::size_t i = 0; i < words.size(); ++i)
            if (bytes_[offset + i] != static_cast<std::uint8_t>(words[i]))
                return false;
        return true;
    }

    bool adds_up(std::uint64_t from, std::uint64_t size) const
    {
        std::uint8_t sum = 0;
        if (size > room_ || from > room_ - size)
            return false;
        for (std::uint64_t i = from; i < from + size; ++i)
            sum = static_cast<std::uint8_t>(sum + bytes_[i]);
        return sum == 0;
    }

private:
    std::uint8_t const volatile* bytes_;
    std::uint64_t room_;
};

// True if a table can be at this address: a multiple of 16, with its smallest form mapped.
bool is_possible(Evidence const& evidence, std::uint64_t address, std::uint64_t lowest, std::uint64_t least)
{
    return address % 16 == 0 && address >= lowest && address + least <= searched_end &&
           evidence.tables.physical_of(evidence.memory.virtual_of({address})) == PhysAddr{address};
}

bool is_rsdp(Evidence const& evidence, farjump::Firmware const& told)
{
    constexpr std::uint64_t size = 20;
    constexpr std::uint64_t extended_size = 36;
    constexpr std::uint64_t revision = 15;
    constexpr std::uint64_t length = 20;
    if (!is_possible(evidence, told.rsdp, 4_KiB, size))
        return false;
    Table const table{evidence, told.rsdp};
    if (!table.starts_with("RSD PTR ") || !table.adds_up(0, size) || table[revision] != told.rsdp_revision)
        return false;
    return told.rsdp_revision < 2 ||
           (is_possible(evidence, told.rsdp, 4_KiB, extended_size) && table[length] >= extended_size &&
            table.adds_up(0, table[length] + table[length + 1] * 256u));
}

bool is_smbios2(Evidence const& evidence, std::uint64_t address)
{
    constexpr std::uint64_t length = 5;
    constexpr std::uint64_t intermediate = 0x10;
    constexpr std::uint64_t intermediate_size = 0x0F;
    if (!is_possible(evidence, address, 0xF0000, 0x1F))
        return false;
    Table const table{evidence, address};
    return table.starts_with("_SM_") && table.adds_up(0, table[length]) && table.starts_with("_DMI_", intermediate) &&
           table.adds_up(intermediate, intermediate_size);
}

bool is_smbios3(Evidence const& evidence, std::uint64_t address)
{
    constexpr std::uint64_t length = 6;
    if (!is_possible(evidence, address, 0xF0000, 0x18))
        return false;
    Table const table{evidence, address};
    return table.starts_with("_SM3_") && table.adds_up(0, table[length]);
}

// If the loader reports no table, the kernel must find none either.
bool is_nowhere(Evidence const& evidence, std::uint64_t begin, bool (*is_there)(Evidence const&, std::uint64_t))
{
    for (auto address = begin; address < searched_end; address += 16)
        if (is_there(evidence, address))
            return false;
    return true;
}

bool is_any_rsdp(Evidence const& evidence, std::uint64_t address)
{
    Table const table{evidence, address};
    return table.starts_with("RSD PTR ") &&
           is_rsdp(evidence, {.rsdp = address, .rsdp_revision = table[15], .padding = 0, .smbios2 = 0, .smbios3 = 0});
}

} // namespace

void firmware(Report& report, Evidence const& evidence)
{
    auto const& told = evidence.info.firmware;
    report.promise("the RSDP is there, signature and checksums right; or none is to be found",
                   told.rsdp != 0 ? is_rsdp(evidence, told)
                                  : told.rsdp_revision == 0 && is_nowhere(evidence, 0xE0000, is_any_rsdp));
    report.promise("so is SMBIOS's 32-bit entry point, or none",
                   told.smbios2 != 0 ? is_smbios2(evidence, told.smbios2) : is_nowhere(evidence, 0xF0000, is_smbios2));
    report.promise("so is SMBIOS's 64-bit entry point, or none",
                   told.smbios3 != 0 ? is_smbios3(evidence, told.smbios3) : is_nowhere(evidence, 0xF0000, is_smbios3));
    report.equal("the padding behind the RSDP's revision is 0", told.padding, 0);
}

} // namespace check
