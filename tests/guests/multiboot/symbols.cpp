// SPDX-License-Identifier: BSD-2-Clause
// The section headers that the loader copied lead to the symbols, which the loader put somewhere. System V Application
// Binary Interface, "Sections" and "Symbol Table" (chapter 4).

#include "tests/guests/multiboot/checks.hpp"

extern "C" void run(); // the symbol that the checks look up

namespace guest {
namespace {

constexpr std::uint32_t SYMTAB = 2, NOBITS = 8, ALLOCATED = 2;
constexpr std::uint32_t MOST_SECTIONS = 64, MOST_SYMBOLS = 4096;

struct Section {
    std::uint32_t name, type;
    std::uint64_t flags, address, size;
    std::uint32_t link;

    Block bytes() const { return {static_cast<Address>(address), static_cast<Address>(address + size)}; }
};

bool is_64_bit()
{
    return expectation.symbol_class == 64;
}

Section section(Sections const& all, std::uint32_t index)
{
    auto const header = all.table + index * all.entry_size;
    auto const name = read<std::uint32_t>(header), type = read<std::uint32_t>(header + 4);
    if (is_64_bit())
        return {name,
                type,
                read<std::uint64_t>(header + 8),
                read<std::uint64_t>(header + 16),
                read<std::uint64_t>(header + 32),
                read<std::uint32_t>(header + 40)};
    return {name,
            type,
            read<std::uint32_t>(header + 8),
            read<std::uint32_t>(header + 12),
            read<std::uint32_t>(header + 20),
            read<std::uint32_t>(header + 24)};
}

bool same(Address text, char const* other)
{
    for (; read<char>(text) == *other; ++text, ++other)
        if (!*other)
            return true;
    return false;
}

// The value of a symbol; 0 if it is not there.
std::uint64_t value_of(Section const& symbols, Section const& names, char const* name)
{
    std::uint32_t const step = is_64_bit() ? 24 : 16;
    auto const count = static_cast<std::uint32_t>(symbols.size) / step;
    for (std::uint32_t i = 0; i < count && i < MOST_SYMBOLS; ++i) {
        auto const symbol = static_cast<Address>(symbols.address) + i * step;
        auto const name_at = read<std::uint32_t>(symbol);
        if (name_at >= names.size || !same(static_cast<Address>(names.address) + name_at, name))
            continue;
        return is_64_bit() ? read<std::uint64_t>(symbol + 8) : read<std::uint32_t>(symbol + 4);
    }
    return 0;
}

void check_loaded(Report& report, Answer const& answer, Section const& loaded)
{
    report.that(Topic::symbols, "a section that is not part of the image has an address",
                loaded.address >= 0x1000 && loaded.address + loaded.size <= 1ULL << 32);
    report.that(Topic::symbols, "it is in usable memory", is_usable(answer, loaded.bytes()));
    report.that(Topic::symbols, "it is not in the image", !loaded.bytes().overlaps(image()));
    for (auto const& module : answer.modules)
        report.that(Topic::symbols, "it is not in a module", !loaded.bytes().overlaps(module.bytes));
    for (auto const& piece : answer.pieces)
        report.that(Topic::symbols, "it is not in the information", !loaded.bytes().overlaps(piece.bytes));
}

void check_each(Report& report, Answer const& answer)
{
    auto const& all = *answer.sections;
    for (std::uint32_t i = 1; i < all.count; ++i) {
        auto const each = section(all, i);
        if (each.flags & ALLOCATED)
            report.that(Topic::symbols, "an allocated section is in the image", image().contains(each.bytes()));
        else if (each.size && each.type != NOBITS)
            check_loaded(report, answer, each);
        for (std::uint32_t other = 1; other < i; ++other)
            report.that(Topic::symbols, "sections do not overlap", !each.bytes().overlaps(section(all, other).bytes()));
    }
}

void check_lookup(Report& report, Sections const& all)
{
    auto const names = section(all, all.names);
    bool is_found = false;
    for (std::uint32_t i = 1; i < all.count; ++i) {
        auto const each = section(all, i);
        if (each.type != SYMTAB || each.link >= all.count)
            continue;
        is_found = true;
        report.that(Topic::symbols, "name of the symbols' section",
                    same(static_cast<Address>(names.address) + each.name, ".symtab"));
        report.equal(Topic::symbols, "address of run()", address_of(reinterpret_cast<void const*>(&run)),
                     value_of(each, section(all, each.link), "run"));
    }
    report.that(Topic::symbols, "there are symbols", is_found);
}

} // namespace

void check_symbols(Report& report, Answer const& answer)
{
    if (!expectation.symbol_class)
        return;
    report.that(Topic::symbols, "the sections are given", answer.sections.has_value());
    if (!answer.sections)
        return;
    auto const& all = *answer.sections;
    bool const has_form =
        all.entry_size == (is_64_bit() ? 64 : 40) && all.count <= MOST_SECTIONS && all.names < all.count;
    report.equal(Topic::symbols, "size of a section header", is_64_bit() ? 64 : 40, all.entry_size);
    report.that(Topic::symbols, "number of sections, and the section of their names", has_form);
    if (!has_form)
        return;
    check_each(report, answer);
    check_lookup(report, all);
}

} // namespace guest
