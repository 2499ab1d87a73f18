// SPDX-License-Identifier: BSD-2-Clause
// Faults of the tags of Multiboot 2.

#include "tests/guests/multiboot/mutations.hpp"

namespace guest {
namespace {

constexpr Address TYPE = 0, SIZE = 4;
constexpr std::uint32_t END = 0, LOADER = 2, MODULE = 3, MEMORY = 4, DEVICE = 5, MAP = 6, SECTIONS = 9, SCREEN = 8,
                        APM = 10, OLD_RSDP = 14, LOAD_BASE = 21;

// The address of a tag. The information is whole before each mutation.
Address tag(std::uint32_t type)
{
    auto address = entry_state.ebx + 8;
    for (unsigned tags = 0; tags < 64; ++tags) {
        auto const found = read<std::uint32_t>(address + TYPE);
        if (found == type)
            return address;
        if (found == END)
            break;
        address += (read<std::uint32_t>(address + SIZE) + 7) & ~7U;
    }
    return 0;
}

bool add(Damage& damage, std::uint32_t type, Address field, std::uint32_t value)
{
    auto const address = tag(type);
    if (address)
        damage.add(address + field, value);
    return address != 0;
}

bool rename(Damage& damage, std::uint32_t type, std::uint32_t other)
{
    return add(damage, type, TYPE, other - type);
}

constexpr Mutation LIST[] = {
    {"information not aligned", Topic::info,
     [](Damage& d, Answer const&) {
         d.add(address_of(&entry_state.ebx), 4U);
         return true;
     }},
    {"total size too small", Topic::info,
     [](Damage& d, Answer const&) {
         d.add(entry_state.ebx, -8U);
         return true;
     }},
    {"total size too large", Topic::info,
     [](Damage& d, Answer const&) {
         d.add(entry_state.ebx, 8U);
         return true;
     }},
    {"reserved word", Topic::info,
     [](Damage& d, Answer const&) {
         d.add(entry_state.ebx + 4, 1U);
         return true;
     }},
    {"no end", Topic::info, [](Damage& d, Answer const&) { return rename(d, END, 13); }},
    {"size of the end", Topic::info, [](Damage& d, Answer const&) { return add(d, END, SIZE, 4); }},
    {"tag without size", Topic::info, [](Damage& d, Answer const&) { return add(d, MEMORY, SIZE, -16U); }},
    {"tag beyond the end", Topic::info, [](Damage& d, Answer const&) { return add(d, MEMORY, SIZE, 1 << 16); }},
    {"size with padding", Topic::info, [](Damage& d, Answer const&) { return add(d, DEVICE, SIZE, 4); }},
    {"size of a string with padding", Topic::info, [](Damage& d, Answer const&) { return add(d, LOADER, SIZE, 1); }},
    {"tag that is not defined", Topic::info, [](Damage& d, Answer const&) { return rename(d, LOAD_BASE, 22); }},
    {"tag of EFI", Topic::info, [](Damage& d, Answer const&) { return rename(d, LOAD_BASE, 11); }},
    {"tag twice", Topic::info, [](Damage& d, Answer const&) { return rename(d, LOADER, 1); }},
    {"no tag of the map", Topic::memory, [](Damage& d, Answer const&) { return rename(d, MAP, 13); }},
    {"no tag of the load base", Topic::base, [](Damage& d, Answer const&) { return rename(d, LOAD_BASE, 13); }},
    {"no tag of a module", Topic::modules, [](Damage& d, Answer const&) { return rename(d, MODULE, 13); }},
    {"load base", Topic::base, [](Damage& d, Answer const&) { return add(d, LOAD_BASE, 8, 0x1000); }},
    {"size of a map entry", Topic::info, [](Damage& d, Answer const&) { return add(d, MAP, 8, -4U); }},
    {"reserved word of the screen", Topic::info, [](Damage& d, Answer const&) { return add(d, SCREEN, 8 + 22, 1); }},
    {"version of APM", Topic::apm, [](Damage& d, Answer const&) { return add(d, APM, 8, 0x300); }},
    {"version of map entries", Topic::info, [](Damage& d, Answer const&) { return add(d, MAP, 12, 1); }},
    {"reserved word of a map entry", Topic::info, [](Damage& d, Answer const&) { return add(d, MAP, 16 + 20, 1); }},
    {"map without its last bytes", Topic::info, [](Damage& d, Answer const&) { return add(d, MAP, SIZE, -8U); }},
    {"drive of a diskette", Topic::device, [](Damage& d, Answer const&) { return add(d, DEVICE, 8, -0x80U); }},
    {"partition counted from 1", Topic::device, [](Damage& d, Answer const&) { return add(d, DEVICE, 12, 1); }},
    {"unused part of the boot device", Topic::device, [](Damage& d, Answer const&) { return add(d, DEVICE, 16, 1); }},
    {"signature of the RSDP", Topic::acpi, [](Damage& d, Answer const&) { return add(d, OLD_RSDP, 8, 1); }},
    {"sum of the RSDP", Topic::acpi, [](Damage& d, Answer const&) { return add(d, OLD_RSDP, 16, 1); }},
    {"pointer instead of the RSDP's copy", Topic::acpi,
     [](Damage& d, Answer const&) { return add(d, OLD_RSDP, SIZE, -16U); }},
    {"no RSDP", Topic::acpi, [](Damage& d, Answer const&) { return rename(d, OLD_RSDP, 13); }},
    {"old RSDP called new", Topic::acpi, [](Damage& d, Answer const&) { return rename(d, OLD_RSDP, 15); }},
    {"section too few", Topic::symbols, [](Damage& d, Answer const&) { return add(d, SECTIONS, 8, -1U); }},
    {"section headers of the other class", Topic::symbols,
     [](Damage& d, Answer const& a) {
         return add(d, SECTIONS, 12, a.sections && a.sections->entry_size == 64 ? -24U : 24U);
     }},
    {"section of the names", Topic::symbols, [](Damage& d, Answer const&) { return add(d, SECTIONS, 16, -1U); }},
};

} // namespace

std::span<Mutation const> multiboot2_mutations()
{
    return LIST;
}

} // namespace guest
