// SPDX-License-Identifier: BSD-2-Clause
// Faults of the flags and fields of Multiboot 1.

#include "tests/guests/multiboot/mutations.hpp"

namespace guest {
namespace {

// Offsets in the information.
constexpr Address FLAGS = 0, DEVICE = 12, MODULE_COUNT = 20, SECTION_COUNT = 28, SECTION_SIZE = 32, SECTION_NAMES = 40,
                  MAP_SIZE = 44, LINE = 16, LOADER = 64;

Address info(Address field)
{
    return entry_state.ebx + field;
}

bool flip_flag(Damage& damage, unsigned flag)
{
    damage.flip(info(FLAGS), std::uint32_t{1} << flag);
    return true;
}

bool add(Damage& damage, Address address, std::uint32_t value)
{
    damage.add(address, value);
    return true;
}

// GRUB leaves the word as it finds it in some modules.
bool spoil_reserved(Damage& damage, Answer const& answer)
{
    for (auto const& module : answer.modules)
        if (!read<std::uint32_t>(module.record + 12))
            return add(damage, module.record + 12, 1);
    return false;
}

constexpr Mutation LIST[] = {
    {"information not aligned", Topic::info,
     [](Damage& d, Answer const&) { return add(d, address_of(&entry_state.ebx), 2); }},
    {"no flag of memory", Topic::info, [](Damage& d, Answer const&) { return flip_flag(d, 0); }},
    {"no flag of the boot device", Topic::device, [](Damage& d, Answer const&) { return flip_flag(d, 1); }},
    {"no flag of the command line", Topic::info, [](Damage& d, Answer const&) { return flip_flag(d, 2); }},
    {"no flag of modules", Topic::modules, [](Damage& d, Answer const&) { return flip_flag(d, 3); }},
    {"flag of an a.out file", Topic::info, [](Damage& d, Answer const&) { return flip_flag(d, 4); }},
    {"flag of ELF sections", Topic::symbols, [](Damage& d, Answer const&) { return flip_flag(d, 5); }},
    {"no flag of the map", Topic::memory, [](Damage& d, Answer const&) { return flip_flag(d, 6); }},
    {"no flag of the loader's name", Topic::info, [](Damage& d, Answer const&) { return flip_flag(d, 9); }},
    {"no flag of the screen", Topic::screen, [](Damage& d, Answer const&) { return flip_flag(d, 12); }},
    {"flag that is not defined", Topic::info, [](Damage& d, Answer const&) { return flip_flag(d, 13); }},
    {"module too many", Topic::modules, [](Damage& d, Answer const&) { return add(d, info(MODULE_COUNT), 1); }},
    {"module too few", Topic::modules, [](Damage& d, Answer const&) { return add(d, info(MODULE_COUNT), -1U); }},
    {"reserved word of a module", Topic::padding, spoil_reserved},
    {"map too short", Topic::info, [](Damage& d, Answer const&) { return add(d, info(MAP_SIZE), -4U); }},
    {"map without its last range", Topic::memory,
     [](Damage& d, Answer const& a) { return add(d, info(MAP_SIZE), RANGE_STEP - RANGE_STEP * a.ranges.size()); }},
    {"size of a map entry with its own word", Topic::info,
     [](Damage& d, Answer const& a) { return add(d, a.map_record - 4, 4); }},
    {"size of a map entry is 0", Topic::info,
     [](Damage& d, Answer const& a) { return add(d, a.map_record - 4, -20U); }},
    {"loader's name in the image", Topic::memory,
     [](Damage& d, Answer const& a) { return a.loader && add(d, info(LOADER), image().begin - *a.loader); }},
    {"loader's name in a segment", Topic::memory,
     [](Damage& d, Answer const& a) {
         return a.loader && add(d, info(LOADER), expectation.segments[0].begin - *a.loader);
     }},
    {"command line above 640 KiB", Topic::info,
     [](Damage& d, Answer const& a) { return a.line && add(d, info(LINE), image().end - *a.line); }},
    {"drive of a diskette", Topic::device, [](Damage& d, Answer const&) { return add(d, info(DEVICE), 0x8000'0000); }},
    {"partition counted from 1", Topic::device,
     [](Damage& d, Answer const&) { return add(d, info(DEVICE), 0x1'0000); }},
    {"unused part of the boot device", Topic::device,
     [](Damage& d, Answer const&) { return add(d, info(DEVICE), -0xFF00U); }},
    {"section too few", Topic::symbols,
     [](Damage& d, Answer const& a) { return a.sections && add(d, info(SECTION_COUNT), 1 - a.sections->count); }},
    {"section headers of the other class", Topic::symbols,
     [](Damage& d, Answer const& a) { return a.sections && add(d, info(SECTION_SIZE), 24); }},
    {"section of the names", Topic::symbols,
     [](Damage& d, Answer const& a) { return a.sections && add(d, info(SECTION_NAMES), -1U); }},
};

} // namespace

std::span<Mutation const> multiboot1_mutations()
{
    return LIST;
}

} // namespace guest
