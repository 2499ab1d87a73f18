// SPDX-License-Identifier: BSD-2-Clause
// Faults of memory map, modules, strings, symbols: what both protocols have.

#include "tests/guests/multiboot/mutations.hpp"

namespace guest {
namespace {

// Fields of a range and of a module's record.
constexpr Address BASE = 0, SIZE = 8, TYPE = 16;
constexpr Address BEGIN = 0, END = 4;

// The index of the usable range at 1 MiB.
std::uint32_t high_range(Answer const& answer)
{
    std::uint32_t i = 0;
    while (i + 1 < answer.ranges.size() && answer.ranges[i].base != 1 << 20)
        ++i;
    return i;
}

Address range(Answer const& answer, std::uint32_t index)
{
    return answer.map_record + index * RANGE_STEP;
}

template <typename T>
bool set(Damage& damage, Address address, T value)
{
    damage.set(address, value);
    return true;
}

template <typename T>
bool add(Damage& damage, Address address, T value)
{
    damage.add(address, value);
    return true;
}

// The map and the amounts still agree.
bool cut_memory(Damage& damage, Answer const& answer)
{
    if (!answer.amounts)
        return false;
    auto const half = answer.amounts->upper / 2;
    return set(damage, answer.amounts->record + 4, half) &&
           set(damage, range(answer, high_range(answer)) + SIZE, std::uint64_t{half} * 1024);
}

bool has_modules(Answer const& answer)
{
    return answer.modules.size() >= 2;
}

// Types of sections.
constexpr std::uint32_t PROGBITS = 1, SYMTAB = 2, STRTAB = 3;

// Where a section's header has its address and its size; of the first section with this type.
std::optional<Address> header_of(Answer const& answer, std::uint32_t type)
{
    if (!answer.sections)
        return std::nullopt;
    auto const& all = *answer.sections;
    for (std::uint32_t i = 0; i < all.count; ++i)
        if (read<std::uint32_t>(all.table + i * all.entry_size + 4) == type)
            return all.table + i * all.entry_size;
    return std::nullopt;
}

Address address_field(Answer const& answer, Address header)
{
    return header + (answer.sections->entry_size == 64 ? 16 : 12);
}

bool forget_symbols(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, SYMTAB);
    return header && set(damage, address_field(answer, *header), std::uint32_t{0});
}

bool put_symbols_into_image(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, SYMTAB);
    return header && set(damage, address_field(answer, *header), image().begin);
}

bool put_symbols_into_module(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, SYMTAB);
    return header && has_modules(answer) && set(damage, address_field(answer, *header), answer.modules[0].bytes.begin);
}

bool put_symbols_into_information(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, SYMTAB);
    return header && set(damage, address_field(answer, *header), answer.pieces[0].bytes.begin);
}

bool rename_symbols(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, SYMTAB);
    return header && set(damage, *header + 4, PROGBITS);
}

bool move_text(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, PROGBITS);
    return header && add(damage, address_field(answer, *header), std::uint32_t{1} << 24);
}

bool spoil_names(Damage& damage, Answer const& answer)
{
    auto const header = header_of(answer, STRTAB);
    return header && add(damage, address_field(answer, *header), std::uint32_t{1});
}

constexpr Mutation LIST[] = {
    {"mem_lower too large", Topic::memory,
     [](Damage& d, Answer const& a) { return a.amounts && add(d, a.amounts->record, 1U); }},
    {"mem_upper too small", Topic::memory,
     [](Damage& d, Answer const& a) { return a.amounts && add(d, a.amounts->record + 4, -64U); }},
    {"mem_upper with the first MiB", Topic::memory,
     [](Damage& d, Answer const& a) { return a.amounts && add(d, a.amounts->record + 4, 1024U); }},
    {"type of a range is 0", Topic::memory, [](Damage& d, Answer const& a) { return set(d, range(a, 0) + TYPE, 0U); }},
    {"ranges overlap", Topic::memory,
     [](Damage& d, Answer const& a) { return add(d, range(a, 0) + SIZE, std::uint64_t{4096}); }},
    {"range is empty", Topic::memory,
     [](Damage& d, Answer const& a) { return set(d, range(a, 1) + SIZE, std::uint64_t{0}); }},
    {"range wraps", Topic::memory,
     [](Damage& d, Answer const& a) { return set(d, range(a, high_range(a)) + SIZE, ~std::uint64_t{0}); }},
    {"ranges not sorted", Topic::memory,
     [](Damage& d, Answer const& a) { return set(d, range(a, 0) + BASE, std::uint64_t{1} << 33); }},
    {"memory of the image reserved", Topic::memory,
     [](Damage& d, Answer const& a) { return set(d, range(a, high_range(a)) + TYPE, 2U); }},
    {"low memory reserved", Topic::memory, [](Damage& d, Answer const& a) { return set(d, range(a, 0) + TYPE, 2U); }},
    {"ROM is usable", Topic::memory,
     [](Damage& d, Answer const& a) {
         return high_range(a) > 0 && set(d, range(a, high_range(a) - 1) + TYPE, USABLE);
     }},
    {"memory cut in half", Topic::memory, cut_memory},
    {"module not at a page", Topic::modules,
     [](Damage& d, Answer const& a) { return has_modules(a) && add(d, a.modules[0].record + BEGIN, 16U); }},
    {"module too short", Topic::modules,
     [](Damage& d, Answer const& a) { return has_modules(a) && add(d, a.modules[1].record + END, -1U); }},
    {"module's end is its last byte's page", Topic::modules,
     [](Damage& d, Answer const& a) {
         return has_modules(a) && set(d, a.modules[1].record + END, (a.modules[1].bytes.end + 4095) & ~4095U);
     }},
    {"module's content", Topic::modules,
     [](Damage& d, Answer const& a) {
         if (has_modules(a))
             d.flip(a.modules[1].bytes.end - 1, std::uint8_t{0x80});
         return has_modules(a);
     }},
    {"module in the image", Topic::modules,
     [](Damage& d, Answer const& a) {
         return has_modules(a) && set(d, a.modules[0].record + BEGIN, image().begin) &&
                set(d, a.modules[0].record + END, image().begin + 4096);
     }},
    {"module in a segment", Topic::modules,
     [](Damage& d, Answer const& a) {
         return has_modules(a) && set(d, a.modules[0].record + BEGIN, expectation.segments[0].begin) &&
                set(d, a.modules[0].record + END, expectation.segments[0].begin + 4096);
     }},
    {"module twice", Topic::modules,
     [](Damage& d, Answer const& a) {
         return has_modules(a) && set(d, a.modules[1].record + BEGIN, a.modules[0].bytes.begin) &&
                set(d, a.modules[1].record + END, a.modules[0].bytes.end);
     }},
    {"modules exchanged", Topic::modules,
     [](Damage& d, Answer const& a) {
         return has_modules(a) && set(d, a.modules[1].record + BEGIN, a.modules[0].bytes.begin) &&
                set(d, a.modules[1].record + END, a.modules[0].bytes.end) &&
                set(d, a.modules[0].record + BEGIN, a.modules[1].bytes.begin) &&
                set(d, a.modules[0].record + END, a.modules[1].bytes.end);
     }},
    {"module's words cut", Topic::strings,
     [](Damage& d, Answer const& a) { return has_modules(a) && set(d, a.modules[0].words + 2, std::uint8_t{0}); }},
    {"command line's first word gone", Topic::strings,
     [](Damage& d, Answer const& a) { return a.line && set(d, *a.line, std::uint8_t{' '}); }},
    {"command line cut", Topic::strings,
     [](Damage& d, Answer const& a) {
         return a.line && set(d, *a.line + length_of(*a.line).value_or(1) - 1, std::uint8_t{0});
     }},
    {"command line with another byte", Topic::strings,
     [](Damage& d, Answer const& a) { return a.line && set(d, *a.line + 5, std::uint8_t{' '}); }},
    {"loader without a name", Topic::strings,
     [](Damage& d, Answer const& a) { return a.loader && set(d, *a.loader, std::uint8_t{0}); }},
    {"symbols' address 0", Topic::symbols, forget_symbols},
    {"symbols in the image", Topic::symbols, put_symbols_into_image},
    {"symbols in a module", Topic::symbols, put_symbols_into_module},
    {"symbols in the information", Topic::symbols, put_symbols_into_information},
    {"symbols of another type", Topic::symbols, rename_symbols},
    {"section outside of the image", Topic::symbols, move_text},
    {"symbols' names moved", Topic::symbols, spoil_names},
};

} // namespace

std::span<Mutation const> answer_mutations()
{
    return LIST;
}

} // namespace guest
