// SPDX-License-Identifier: BSD-2-Clause
// The firmware's tables: the tags hold copies, which must equal what the BIOS has. ACPI Specification 6.5, "Finding the
// RSDP on IA-PC Systems" (5.2.5.1); SMBIOS 3.6, "Structure header format" (6.1.2); APM BIOS Interface 1.2.

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

constexpr std::uint32_t OLD_SIZE = 20, REVISION_AT = 15, LENGTH_AT = 20;
constexpr std::uint32_t EBDA_POINTER = 0x40E;

bool sums_to_zero(Address begin, std::uint32_t size)
{
    std::uint8_t sum = 0;
    for (std::uint32_t i = 0; i < size; ++i)
        sum = static_cast<std::uint8_t>(sum + read<std::uint8_t>(begin + i));
    return sum == 0;
}

bool equal(Address one, Address other, std::uint32_t size)
{
    for (std::uint32_t i = 0; i < size; ++i)
        if (read<std::uint8_t>(one + i) != read<std::uint8_t>(other + i))
            return false;
    return true;
}

std::optional<Address> find_rsdp(Block area)
{
    for (auto address = area.begin; address + OLD_SIZE <= area.end; address += 16)
        if (read<std::uint64_t>(address) == 0x2052'5450'2044'5352 && sums_to_zero(address, OLD_SIZE))
            return address;
    return std::nullopt;
}

std::optional<Address> rsdp()
{
    auto const ebda = read<std::uint16_t>(address_of(entry_state.low_memory) + EBDA_POINTER) * 16U;
    if (auto const found = find_rsdp({ebda, ebda + 1024}))
        return found;
    return find_rsdp({0xE0000, 0x100000});
}

void check_copy(Report& report, Block copy, Address original)
{
    auto const size = copy.end - copy.begin;
    report.that(Topic::acpi, "the copy is the BIOS's RSDP", size <= 4096 && equal(copy.begin, original, size));
    report.that(Topic::acpi, "the copy's sum is right", size <= 4096 && sums_to_zero(copy.begin, size));
}

void check_acpi(Report& report, Answer const& answer)
{
    auto const original = rsdp();
    if (!original)
        return report.that(Topic::acpi, "no RSDP without ACPI", !answer.old_rsdp && !answer.new_rsdp);
    bool const is_new = read<std::uint8_t>(*original + REVISION_AT) >= 2;
    report.that(Topic::acpi, "the old RSDP is given", answer.old_rsdp.has_value());
    report.equal(Topic::acpi, "whether the new RSDP is given", is_new, answer.new_rsdp.has_value());
    if (answer.old_rsdp) {
        report.equal(Topic::acpi, "size of the old RSDP", OLD_SIZE, answer.old_rsdp->end - answer.old_rsdp->begin);
        check_copy(report, *answer.old_rsdp, *original);
    }
    if (answer.new_rsdp && is_new) {
        report.equal(Topic::acpi, "size of the new RSDP", read<std::uint32_t>(*original + LENGTH_AT),
                     answer.new_rsdp->end - answer.new_rsdp->begin);
        check_copy(report, *answer.new_rsdp, *original);
    }
}

// The specification's "SMBIOS tables" begin with an anchor, or with the first structure.
void check_smbios(Report& report, Block tag)
{
    report.that(Topic::smbios, "the tag has a table", tag.end - tag.begin > 8 + 4);
    if (tag.end - tag.begin <= 8 + 4)
        return;
    report.that(Topic::smbios, "major version", read<std::uint8_t>(tag.begin) >= 2);
    for (Address i = 2; i < 8; ++i)
        report.equal(Topic::smbios, "reserved byte", 0, read<std::uint8_t>(tag.begin + i));
    auto const table = tag.begin + 8;
    auto const anchor = read<std::uint32_t>(table);
    bool const is_anchor = anchor == 0x5F4D'535F || anchor == 0x334D'535F;
    report.that(Topic::smbios, "an anchor, or the length of a structure",
                is_anchor || (read<std::uint8_t>(table + 1) >= 4 && table + read<std::uint8_t>(table + 1) <= tag.end));
}

void check_apm(Report& report, Block tag)
{
    auto const version = read<std::uint16_t>(tag.begin);
    report.that(Topic::apm, "version", version >= 0x100 && version <= 0x102);
    report.that(Topic::apm, "code segment is in the BIOS", read<std::uint16_t>(tag.begin + 2) >= 0xC000);
}

} // namespace

void check_tables(Report& report, Answer const& answer)
{
    if (expectation.protocol == 2)
        check_acpi(report, answer);
    if (answer.smbios)
        check_smbios(report, *answer.smbios);
    if (answer.apm)
        check_apm(report, *answer.apm);
}

} // namespace guest
