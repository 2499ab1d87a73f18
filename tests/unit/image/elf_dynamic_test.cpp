// SPDX-License-Identifier: BSD-2-Clause
// Tests the relocation of position-independent kernels: those that ld makes, and hand-made dynamic sections with
// faults.
#include "stage2/image/elf_dynamic.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/elf_builder.hpp"

#include <gtest/gtest.h>

namespace {

using elf_builder::File;
using elf_dynamic::Entry;
using elf_dynamic::Relocation;
using errors::Code;
using Numbers = std::array<std::uint64_t, 3>;

constexpr std::uint64_t slide = 0xFFFF'FFFF'8123'4000;

// Code at 0, constants at 1000h with tables of relocations, data at 2000h with the dynamic section at 2100h.
struct Program {
    Program()
    {
        image.position_independent = true;
        image.segment_count = 3;
        image.segment_list[0] = {.address = {0},
                                 .physical = {},
                                 .file_offset = 0,
                                 .file_size = 0x1000,
                                 .memory_size = 0x1000,
                                 .rights = elf::Rights::read | elf::Rights::execute,
                                 .number = 0};
        image.segment_list[1] = {.address = {0x1000},
                                 .physical = {},
                                 .file_offset = 0,
                                 .file_size = 0x800,
                                 .memory_size = 0x800,
                                 .rights = elf::Rights::read,
                                 .number = 1};
        image.segment_list[2] = {.address = {0x2000},
                                 .physical = {},
                                 .file_offset = 0,
                                 .file_size = 0x1000,
                                 .memory_size = 0x1000,
                                 .rights = elf::Rights::read | elf::Rights::write,
                                 .number = 2};
        image.dynamic_address = 0x2100;
    }

    template <typename T>
    void put(std::uint64_t address, T const& value)
    {
        std::memcpy(&memory[static_cast<std::size_t>(address)], &value, sizeof value);
    }

    std::uint64_t word(std::uint64_t address) const { return *read_at<Le64>(memory, address); }

    void dynamic(std::vector<Entry> const& entries)
    {
        image.dynamic_size = entries.size() * sizeof(Entry);
        for (std::size_t i = 0; i < entries.size(); ++i)
            put(image.dynamic_address + i * sizeof(Entry), entries[i]);
    }

    // One relocation of this type and place, in the constants.
    void relocation(std::uint64_t address, std::uint32_t type = elf_dynamic::relative, std::uint64_t addend = 0x1010)
    {
        put(0x1000, Relocation{address, type, 0, addend});
        dynamic(
            {{elf_dynamic::rela, 0x1000}, {elf_dynamic::rela_size, 24}, {elf_dynamic::rela_entry_size, 24}, {0, 0}});
    }

    void packed(std::vector<std::uint64_t> const& words)
    {
        for (std::size_t i = 0; i < words.size(); ++i)
            put(0x1200 + 8 * i, Le64{words[i]});
        dynamic({{elf_dynamic::relr, 0x1200},
                 {elf_dynamic::relr_size, 8 * words.size()},
                 {elf_dynamic::relr_entry_size, 8}});
    }

    void expect_refusal(Code code, Numbers numbers)
    {
        auto const result = elf_dynamic::relocate(image, memory, slide, "k");
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code) << error_text::why(result.error()).view();
        EXPECT_EQ(result.error()->numbers, numbers) << error_text::why(result.error()).view();
    }

    elf::Image image{};
    File memory = File(0x3000);
};

TEST(ElfDynamic, AddsTheSlideToTheAddend)
{
    Program program;
    program.relocation(0x2008);
    ASSERT_TRUE(elf_dynamic::relocate(program.image, program.memory, slide, "k"));
    EXPECT_EQ(program.word(0x2008), slide + 0x1010);
    EXPECT_EQ(program.word(0x2000), 0u);
    EXPECT_EQ(program.word(0x2010), 0u);
}

TEST(ElfDynamic, AddsTheSlideToPackedWords)
{
    Program program;
    for (std::uint64_t address = 0x2400; address < 0x2C00; address += 8)
        program.put(address, Le64{address});
    // 2400h; behind it the first and the third of 63 words; behind those the last of 63; then a new address.
    program.packed({0x2400, 1 | 1u << 1 | 1u << 3, 1 | 1ull << 63, 0x2B00});
    ASSERT_TRUE(elf_dynamic::relocate(program.image, program.memory, slide, "k"));
    for (std::uint64_t address = 0x2400; address < 0x2C00; address += 8) {
        auto const moved = address == 0x2400 || address == 0x2408 || address == 0x2418 ||
                           address == 0x2408 + 63 * 8 + 62 * 8 || address == 0x2B00;
        EXPECT_EQ(program.word(address), address + (moved ? slide : 0)) << std::hex << address;
    }
}

TEST(ElfDynamic, NeedsNoDynamicSection)
{
    Program program;
    EXPECT_TRUE(elf_dynamic::relocate(program.image, program.memory, slide, "k"));
    EXPECT_EQ(program.memory, File(0x3000));
}

TEST(ElfDynamic, ChangesOnlyWholeWordsInSegmentsThatCannotBeExecuted)
{
    Program program;
    for (std::uint64_t const address : {0x1800ull - 7, 0x1800ull, 0x3000ull - 7, 0x3000ull, ~0ull, ~0ull - 7}) {
        program.relocation(address);
        program.expect_refusal(Code::relocation_outside, {address});
    }
    program.relocation(0x100);
    program.expect_refusal(Code::text_relocation, {0x100});
    program.packed({0x2000, 0x1900});
    program.expect_refusal(Code::relocation_outside, {0x1900});
    for (std::uint64_t const address : {0x1800ull - 8, 0x2FF8ull}) {
        program.relocation(address);
        EXPECT_TRUE(elf_dynamic::relocate(program.image, program.memory, slide, "k")) << address;
    }
}

TEST(ElfDynamic, RefusesWhatNeedsADynamicLinker)
{
    Program program;
    program.dynamic({{elf_dynamic::needed, 0}, {0, 0}});
    program.expect_refusal(Code::elf_needs_libraries, {});
    program.dynamic({{elf_dynamic::text_relocations, 0}, {0, 0}});
    program.expect_refusal(Code::text_relocation, {});
    program.dynamic({{elf_dynamic::flags, 4}, {0, 0}});
    program.expect_refusal(Code::text_relocation, {});
    program.dynamic({{elf_dynamic::plt_relocations_size, 24}, {0, 0}});
    program.expect_refusal(Code::relocations_of_other_kind, {2, 24});
    program.dynamic({{elf_dynamic::rel_size, 16}, {0, 0}});
    program.expect_refusal(Code::relocations_of_other_kind, {18, 16});
    program.relocation(0x2000, 1);
    program.expect_refusal(Code::relocation_unknown, {1, 0x2000});
}

TEST(ElfDynamic, RefusesTablesThatAreNotRight)
{
    using namespace elf_dynamic;
    Program program;
    program.dynamic({{rela, 0x1000}, {rela_size, 24}, {rela_entry_size, 16}});
    program.expect_refusal(Code::dynamic_malformed, {rela_entry_size, 16});
    program.dynamic({{rela, 0x1000}, {rela_size, 25}, {rela_entry_size, 24}});
    program.expect_refusal(Code::dynamic_malformed, {rela_size, 25});
    program.dynamic({{rela, 0x1000}, {rela_size, 0x801}, {rela_entry_size, 24}});
    program.expect_refusal(Code::dynamic_malformed, {rela, 0x1000});
    program.dynamic({{rela, ~0ull - 7}, {rela_size, 24}, {rela_entry_size, 24}});
    program.expect_refusal(Code::dynamic_malformed, {rela, ~0ull - 7});
    program.dynamic({{relr, 0x1000}, {relr_size, 12}, {relr_entry_size, 8}});
    program.expect_refusal(Code::dynamic_malformed, {relr_size, 12});
    program.image.dynamic_size = ~0ull;
    program.expect_refusal(Code::relocation_outside, {0x2100});
}

// ld's own position-independent programs, with either kind of table: each pointer then points where it should.
TEST(ElfDynamic, MovesWhatLdLinked)
{
    for (std::string const table : {"", " -z pack-relative-relocs"}) {
        auto const file = elf_builder::build("extern \"C\" { int x = 5; int* pointers[] = {&x, &x};"
                                             " int _start() { return *pointers[0]; } }",
                                             "", "-pie --no-dynamic-linker -z max-page-size=4096" + table);
        auto const image = elf_builder::parse(file);
        ASSERT_TRUE(image) << error_text::why(image.error()).view();
        EXPECT_TRUE(image->position_independent);
        File memory(static_cast<std::size_t>(image->end().value));
        for (auto const& segment : image->segments())
            std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(segment.file_offset), segment.file_size,
                        memory.begin() + static_cast<std::ptrdiff_t>(segment.address.value));
        auto const before = memory;
        ASSERT_TRUE(elf_dynamic::relocate(*image, memory, slide, "k"));
        int pointers = 0;
        for (std::size_t at = 0; at + 8 <= memory.size(); at += 8)
            if (auto const value = *read_at<Le64>(memory, at); value != *read_at<Le64>(before, at)) {
                ++pointers;
                ASSERT_LE(value - slide, memory.size() - 4);
                EXPECT_EQ(*read_at<Le32>(memory, value - slide), 5u);
            }
        EXPECT_EQ(pointers, 2);
    }
}

// For relocations with symbols: a symbol table at 1400h, their names at 1600h.
struct ProgramWithSymbols : Program {
    void symbol(std::uint32_t number, elf_dynamic::Symbol const& value) { put(0x1400 + number * sizeof value, value); }

    // One relocation of this type at 2008h, for symbol 1.
    void relocation_of(std::uint32_t type, std::uint64_t addend = 0, bool of_plt = false)
    {
        put(0x1000, Relocation{0x2008, type, 1, addend});
        dynamic({{of_plt ? elf_dynamic::plt_relocations : elf_dynamic::rela, 0x1000},
                 {of_plt ? elf_dynamic::plt_relocations_size : elf_dynamic::rela_size, 24},
                 {elf_dynamic::plt_relocation_type, elf_dynamic::rela},
                 {elf_dynamic::rela_entry_size, 24},
                 {elf_dynamic::symbol_table, 0x1400},
                 {elf_dynamic::string_table, 0x1600}});
    }

    auto relocate() { return elf_dynamic::relocate_with_symbols(image, memory, slide, "k"); }
};

elf_dynamic::Symbol symbol_of(std::uint16_t section, std::uint64_t value, std::uint8_t info = 0x10)
{
    return {.name = 1, .info = info, .other = 0, .section = section, .value = value, .size = 0};
}

TEST(ElfDynamicSymbols, TheirAddressesAreStored)
{
    for (auto const type : {elf_dynamic::direct, elf_dynamic::global_data, elf_dynamic::procedure_linkage})
        for (bool const of_plt : {false, true}) {
            ProgramWithSymbols program;
            program.symbol(1, symbol_of(3, 0x2010));
            program.relocation_of(type, 5, of_plt);
            ASSERT_TRUE(program.relocate());
            EXPECT_EQ(program.word(0x2008), slide + 0x2010 + (type == elf_dynamic::direct ? 5 : 0)) << type;
        }
}

TEST(ElfDynamicSymbols, AbsoluteOnesAreNotMoved)
{
    ProgramWithSymbols program;
    program.symbol(1, symbol_of(elf_dynamic::Symbol::absolute, 0x77));
    program.relocation_of(elf_dynamic::global_data);
    ASSERT_TRUE(program.relocate());
    EXPECT_EQ(program.word(0x2008), 0x77u);
}

TEST(ElfDynamicSymbols, AnUndefinedWeakOneIs0)
{
    ProgramWithSymbols program;
    program.put(0x2008, Le64{1});
    program.symbol(1, symbol_of(elf_dynamic::Symbol::undefined, 0x77, elf_dynamic::Symbol::weak << 4));
    program.relocation_of(elf_dynamic::procedure_linkage, 0, true);
    ASSERT_TRUE(program.relocate());
    EXPECT_EQ(program.word(0x2008), 0u);
}

TEST(ElfDynamicSymbols, AnUndefinedStrongOneIsRefusedByName)
{
    ProgramWithSymbols program;
    program.symbol(1, symbol_of(elf_dynamic::Symbol::undefined, 0));
    program.put(0x1601, std::array{'f', 'o', 'o', '\0'});
    program.relocation_of(elf_dynamic::direct);
    auto const result = program.relocate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::symbol_undefined);
    EXPECT_EQ(result.error()->numbers, (Numbers{1, 0x2008, 0}));
    EXPECT_EQ(std::string_view{result.error()->name.data()}.substr(0, 3), "foo");
}

TEST(ElfDynamicSymbols, ANameAcrossTwoSegmentsIsNotRead)
{
    ProgramWithSymbols program;
    program.image.segment_list[1].memory_size = program.image.segment_list[1].file_size = 0x602;
    program.image.segment_list[2].address = {0x1602};
    program.image.segment_list[2].memory_size = program.image.segment_list[2].file_size = 0x19FE;
    program.symbol(1, symbol_of(elf_dynamic::Symbol::undefined, 0));
    program.put(0x1601, std::array{'f', 'o', 'o', '\0'});
    program.relocation_of(elf_dynamic::direct);
    auto const result = program.relocate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::symbol_undefined);
    EXPECT_EQ(std::string_view{result.error()->name.data()}.substr(0, 1), "k");
}

TEST(ElfDynamicSymbols, ASymbolOutsideIsRefused)
{
    ProgramWithSymbols program;
    program.put(0x1000, Relocation{0x2008, elf_dynamic::direct, 0x10000, 0});
    program.dynamic({{elf_dynamic::rela, 0x1000},
                     {elf_dynamic::rela_size, 24},
                     {elf_dynamic::rela_entry_size, 24},
                     {elf_dynamic::symbol_table, 0x1400}});
    auto const result = program.relocate();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::dynamic_malformed);
}

TEST(ElfDynamicSymbols, OfOurOwnProtocolTheyAreRefused)
{
    ProgramWithSymbols program;
    program.symbol(1, symbol_of(3, 0x2010));
    program.relocation_of(elf_dynamic::global_data);
    program.expect_refusal(Code::relocation_unknown, {elf_dynamic::global_data, 0x2008, 0});
}

} // namespace
