// SPDX-License-Identifier: BSD-2-Clause
// Tests the ELF parser: what it accepts, and each refusal with its numbers.
#include "stage2/image/elf.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/elf_builder.hpp"

#include <gtest/gtest.h>

#include <functional>

using elf_builder::base;
using elf_builder::HandMade;
using elf_builder::load;
using elf_builder::note;
using elf_builder::of_type;
using elf_builder::parse;
using errors::Code;
using Numbers = std::array<std::uint64_t, 3>;

namespace {

void expect_refusal(Result<elf::Image> const& result, Code code, Numbers numbers)
{
    ASSERT_FALSE(result.has_value()) << "accepted, but should be " << error_text::code_name(code).view();
    EXPECT_EQ(result.error()->code, code) << error_text::why(result.error()).view();
    EXPECT_EQ(result.error()->numbers, numbers) << error_text::why(result.error()).view();
    EXPECT_EQ(result.error()->name, "/boot/kernel.elf");
}

// One change to a good file, and the refusal it must lead to.
struct Refusal {
    char const* change;
    std::function<void(HandMade&)> make;
    Code code;
    Numbers numbers;
};

void PrintTo(Refusal const& refusal, std::ostream* stream)
{
    *stream << refusal.change;
}

class ElfRefusal : public testing::TestWithParam<Refusal> {};

} // namespace

TEST(Elf, TakesAGoodFile)
{
    auto const image = parse(HandMade{}.file());
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    EXPECT_EQ(image->entry, VirtAddr{base + 0x10});
    ASSERT_EQ(image->segments().size(), 3u);
    auto const& data = image->segments()[2];
    EXPECT_EQ(data.address, VirtAddr{base + 0x2000});
    EXPECT_EQ(data.physical, PhysAddr{base + 0x2000});
    EXPECT_EQ(data.file_offset, 0x380u);
    EXPECT_EQ(data.file_size, 0x40u);
    EXPECT_EQ(data.memory_size, 0x3000u);
    EXPECT_EQ(data.rights, elf::Rights::read | elf::Rights::write);
    EXPECT_EQ(data.number, 2);
    EXPECT_EQ(image->begin(), VirtAddr{base});
    EXPECT_EQ(image->end(), VirtAddr{base + 0x5000});
    EXPECT_TRUE(image->upper_half());
}

TEST(Elf, SortsSegmentsByAddressAndKeepsTheirNumbers)
{
    HandMade elf;
    std::swap(elf.segments[0], elf.segments[2]);
    auto const image = parse(elf.file());
    ASSERT_TRUE(image.has_value());
    EXPECT_EQ(image->segments()[0].address, VirtAddr{base});
    EXPECT_EQ(image->segments()[0].number, 2);
    EXPECT_EQ(image->segments()[2].number, 0);
}

TEST(Elf, ReadsProgramHeadersFromTheEndOfTheFile)
{
    HandMade elf;
    elf.header.program_header_offset = elf.size;
    elf.size += 3 * 56;
    EXPECT_TRUE(parse(elf.file()).has_value());
}

TEST(Elf, IgnoresEmptySegmentsAndHeadersThatConcernNobody)
{
    HandMade elf;
    elf.segments.insert(elf.segments.begin(), load(4, base + 0x1000, 0x300, 0, 0));
    elf.segments.push_back(of_type(0x6474E551)); // PT_GNU_STACK
    auto const image = parse(elf.file());
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    EXPECT_EQ(image->segments().size(), 3u);
}

TEST(Elf, TakesWhatHasNoBytesInTheFileWhateverItsOffset)
{
    HandMade elf;
    elf.segments[2] = load(6, base + 0x2000, ~0ull, 0, 0x1000);
    auto const image = parse(elf.file());
    ASSERT_TRUE(image.has_value());
    EXPECT_EQ(image->segments()[2].file_offset, 0u);
}

TEST(Elf, TakesKernelsInTheLowerHalf)
{
    HandMade elf;
    elf.header.entry = 0x100000;
    elf.segments = {load(5, 0x100000, 0x200, 0x100, 0x100), load(6, 0x101000, 0x300, 0, 0x3FEFF000)};
    auto const image = parse(elf.file());
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    EXPECT_FALSE(image->upper_half());
}

TEST(Elf, TakesTheVeryLimits)
{
    HandMade elf;
    auto const begin = elf::upper_end.value - elf::max_span;
    elf.header.entry = elf::upper_end.value - 0x1000 + 0x1FF;
    elf.segments = {load(4, begin, 0x200, 0x200, 0x200), load(5, elf::upper_end.value - 0x1000, 0x200, 0x200, 0x1000)};
    EXPECT_TRUE(parse(elf.file()).has_value());
}

TEST(Elf, LetsSegmentsOfTheSameRightsShareAPage)
{
    HandMade elf;
    elf.segments[1] = load(5, base + 0x100, 0x300, 0x80, 0x80);
    elf.segments.push_back(load(5, base + 0x180, 0x380, 0x10, 0x1000));
    elf.segments[2].virtual_address = base + 0x2000;
    auto const image = parse(elf.file());
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    EXPECT_EQ(image->segments().size(), 4u);

    // What is mapped can be read, so it does not matter who says so.
    elf.segments[1].flags = 1;
    EXPECT_TRUE(parse(elf.file()).has_value());
}

namespace {

// As `ld -Ttext=` makes it: the file header and program headers in a segment of their own, one page below the text.
HandMade with_headers_below(std::uint64_t address)
{
    auto elf = HandMade::at(address);
    elf.segments.insert(elf.segments.begin(), load(4, address - 0x1000, 0, 64 + 4 * 56, 64 + 4 * 56));
    return elf;
}

} // namespace

TEST(Elf, LeavesOutHeadersWhereNoKernelCanLie)
{
    for (auto const address : {base, std::uint64_t{1_MiB}}) {
        auto const image = parse(with_headers_below(address).file());
        ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
        ASSERT_EQ(image->segments().size(), 3u);
        EXPECT_EQ(image->begin(), VirtAddr{address});
        EXPECT_EQ(image->segments()[0].number, 1);
    }
    EXPECT_EQ(parse(with_headers_below(base + 0x10000).file())->segments().size(), 4u); // there they can
}

TEST(Elf, LeavesOutHeadersAndNotesInTheOtherHalf)
{
    auto elf = with_headers_below(base);
    elf.segments[0].virtual_address = 4_MiB;
    auto& notes = elf.segments.emplace_back(note(64 + 5 * 56, 0x20));
    elf.segments[0].file_size = elf.segments[0].memory_size = notes.offset + 0x20;
    EXPECT_EQ(parse(elf.file())->segments().size(), 3u);

    notes.file_size = 0x1F; // the last byte is something else then
    expect_refusal(parse(elf.file()), Code::elf_span_too_large, {base + 0x5000 - 4_MiB, 1_GiB});
}

TEST(Elf, LeavesOutNothingButHeaders)
{
    auto const refused = [](auto change) {
        auto elf = with_headers_below(base);
        change(elf.segments[0]);
        expect_refusal(parse(elf.file()), Code::elf_address_invalid, {0, base - 0x1000});
    };
    refused([](auto& segment) { segment.file_size = segment.memory_size = 64 + 4 * 56 + 1; });
    refused([](auto& segment) { segment.memory_size = 0x1000; });
    refused([](auto& segment) { segment.flags = 5; });
    refused([](auto& segment) { segment.offset = 1; });
}

TEST(Elf, TakesWhatTheLinkersTtextMakes)
{
    constexpr auto source = "extern \"C\" void _start() { for (;;); }";
    for (std::string const flags : {"-Ttext=0xFFFFFFFF80000000", "-Ttext=0xFFFFFFFF80000000 --build-id",
                                    "-Ttext=0x100000", "-Ttext=0x100000 --build-id"}) {
        auto const options = "-static -z max-page-size=4096 -z noexecstack " + flags;
        auto const image = parse(elf_builder::build(source, "", options));
        ASSERT_TRUE(image.has_value()) << flags << ": " << error_text::why(image.error()).view();
        EXPECT_EQ(image->entry.value & 0xFFFFF, 0u);
    }
}

TEST_P(ElfRefusal, GivesItsWordsAndNumbers)
{
    HandMade elf;
    GetParam().make(elf);
    expect_refusal(parse(elf.file()), GetParam().code, GetParam().numbers);
}

INSTANTIATE_TEST_SUITE_P(
    Header, ElfRefusal,
    testing::Values(
        Refusal{"other magic", [](auto& e) { e.header.magic[1] = 'e'; }, Code::elf_not_elf, {0x7F654C46}},
        Refusal{"zeros", [](auto& e) { e.header.magic = {}; }, Code::elf_not_elf, {0}},
        Refusal{"32 bits", [](auto& e) { e.header.file_class = 1; }, Code::elf_not_64_bit, {1, 2, 4}},
        Refusal{"big-endian", [](auto& e) { e.header.data_encoding = 2; }, Code::elf_not_little_endian, {2, 1, 5}},
        Refusal{
            "EI_VERSION", [](auto& e) { e.header.identification_version = 0; }, Code::elf_header_invalid, {0, 1, 6}},
        Refusal{"ARM", [](auto& e) { e.header.machine = 183; }, Code::elf_not_x86_64, {183, 62, 18}},
        Refusal{"object file", [](auto& e) { e.header.type = 1; }, Code::elf_not_executable, {1}},
        Refusal{"core dump", [](auto& e) { e.header.type = 4; }, Code::elf_not_executable, {4}},
        Refusal{
            "e_version", [](auto& e) { e.header.version = 0x01000000; }, Code::elf_header_invalid, {0x01000000, 1, 20}},
        Refusal{"e_flags", [](auto& e) { e.header.flags = 5; }, Code::elf_header_invalid, {5, 0, 48}},
        Refusal{"e_ehsize", [](auto& e) { e.header.header_size = 52; }, Code::elf_header_invalid, {52, 64, 52}},
        Refusal{"e_phentsize",
                [](auto& e) { e.header.program_header_size = 32; },
                Code::elf_program_headers_invalid,
                {3, 32, 64}},
        Refusal{
            "no program headers", [](auto& e) { e.segments.clear(); }, Code::elf_program_headers_invalid, {0, 56, 64}},
        Refusal{"65 program headers",
                [](auto& e) {
                    e.header.program_header_count = 65;
                    e.size = 8192;
                },
                Code::elf_program_headers_invalid,
                {65, 56, 64}},
        Refusal{"PN_XNUM",
                [](auto& e) { e.header.program_header_count = 0xFFFF; },
                Code::elf_program_headers_invalid,
                {0xFFFF, 56, 64}},
        Refusal{"table over the header",
                [](auto& e) { e.header.program_header_offset = 56; },
                Code::elf_program_headers_invalid,
                {3, 56, 56}},
        Refusal{"table one byte too far",
                [](auto& e) { e.header.program_header_offset = 0x400 - 3 * 56 + 1; },
                Code::elf_program_headers_invalid,
                {3, 56, 0x400 - 3 * 56 + 1}},
        Refusal{"table at the end of the world",
                [](auto& e) { e.header.program_header_offset = ~0ull - 8; },
                Code::elf_program_headers_invalid,
                {3, 56, ~0ull - 8}}));

INSTANTIATE_TEST_SUITE_P(
    Segments, ElfRefusal,
    testing::Values(
        Refusal{"only notes", [](auto& e) { e.segments = {note(0x200, 28)}; }, Code::elf_no_segments, {}},
        Refusal{"only empty", [](auto& e) { e.segments = {load(5, base, 0, 0, 0)}; }, Code::elf_no_segments, {}},
        Refusal{"more in the file",
                [](auto& e) { e.segments[1].memory_size = 0x7F; },
                Code::elf_segment_sizes,
                {1, 0x80, 0x7F}},
        Refusal{"empty, yet in the file",
                [](auto& e) { e.segments[1].memory_size = 0; },
                Code::elf_segment_sizes,
                {1, 0x80, 0}},
        Refusal{"cut", [](auto& e) { e.size = 0x3BF; }, Code::elf_file_cut, {2, 0x3C0, 0x3BF}},
        Refusal{"cut by far", [](auto& e) { e.size = 0x300; }, Code::elf_file_cut, {1, 0x380, 0x300}},
        Refusal{"offset overflows",
                [](auto& e) { e.segments[1].offset = ~0ull - 0x10; },
                Code::elf_file_cut,
                {1, ~0ull, 0x400}},
        Refusal{"size overflows",
                [](auto& e) { e.segments[1].file_size = e.segments[1].memory_size = ~0ull; },
                Code::elf_file_cut,
                {1, ~0ull, 0x400}},
        Refusal{"writable code", [](auto& e) { e.segments[0].flags = 7; }, Code::elf_segment_writable_executable, {0}},
        Refusal{"alignment of 3", [](auto& e) { e.segments[1].alignment = 3; }, Code::elf_segment_alignment, {1, 3}},
        Refusal{"overlap",
                [](auto& e) { e.segments[0].memory_size = 0x1001; },
                Code::elf_segments_overlap,
                {0, 1, base + 0x1000}},
        Refusal{"overlap, unsorted",
                [](auto& e) { e.segments[0].virtual_address = base + 0x107F; },
                Code::elf_segments_overlap,
                {1, 0, base + 0x107F}},
        Refusal{"the same address",
                [](auto& e) { e.segments[1].virtual_address = base; },
                Code::elf_segments_overlap,
                {0, 1, base}},
        Refusal{"shared page",
                [](auto& e) { e.segments[1].virtual_address = base + 0xFC0; },
                Code::elf_segments_share_page,
                {0, 1, base}},
        Refusal{"shared by the third of three",
                [](auto& e) {
                    e.segments[1] = load(5, base + 0x100, 0x300, 0x80, 0x80);
                    e.segments[2].virtual_address = base + 0x180;
                },
                Code::elf_segments_share_page,
                {1, 2, base}},
        Refusal{"entry before code",
                [](auto& e) { e.header.entry = base - 1; },
                Code::elf_entry_not_executable,
                {base - 1}},
        Refusal{"entry behind code",
                [](auto& e) { e.header.entry = base + 0x100; },
                Code::elf_entry_not_executable,
                {base + 0x100}},
        Refusal{"entry in data",
                [](auto& e) { e.header.entry = base + 0x2000; },
                Code::elf_entry_not_executable,
                {base + 0x2000}},
        Refusal{"entry without bytes",
                [](auto& e) {
                    e.segments[0].memory_size = 0x200;
                    e.header.entry = base + 0x100;
                },
                Code::elf_entry_without_code,
                {base + 0x100}},
        Refusal{"code without bytes",
                [](auto& e) { e.segments[0].file_size = 0; },
                Code::elf_entry_without_code,
                {base + 0x10}},
        Refusal{"interpreter",
                [](auto& e) { e.segments.push_back(of_type(elf::ProgramHeader::interpreter)); },
                Code::elf_needs_dynamic_linker,
                {}},
        Refusal{"dynamic",
                [](auto& e) { e.segments.push_back(of_type(elf::ProgramHeader::dynamic)); },
                Code::elf_needs_dynamic_linker,
                {}},
        Refusal{"17 segments",
                [](auto& e) {
                    for (unsigned i = 0; i < 14; ++i)
                        e.segments.push_back(load(4, base + 0x10000 + i * 0x1000, 0x200, 16, 16));
                    e.size = 0x1000;
                },
                Code::elf_too_many_segments,
                {17, 16}},
        Refusal{"61 segments",
                [](auto& e) {
                    for (unsigned i = 0; i < 58; ++i)
                        e.segments.push_back(load(4, base + 0x10000 + i * 0x1000, 0x200, 16, 16));
                    e.size = 0x1000;
                },
                Code::elf_too_many_segments,
                {61, 16}}));

INSTANTIATE_TEST_SUITE_P(Addresses, ElfRefusal,
                         testing::Values(Refusal{"below 1 MiB",
                                                 [](auto& e) { e.segments[0].virtual_address = 0xFFFFF; },
                                                 Code::elf_address_invalid,
                                                 {0, 0xFFFFF}},
                                         Refusal{"beyond 4 GiB",
                                                 [](auto& e) { e.segments[0].virtual_address = 0xFFFF'FF01; },
                                                 Code::elf_address_invalid,
                                                 {0, 0xFFFF'FF01}},
                                         Refusal{"between the halves",
                                                 [](auto& e) { e.segments[0].virtual_address = 0x8000'0000'0000; },
                                                 Code::elf_address_invalid,
                                                 {0, 0x8000'0000'0000}},
                                         Refusal{"below the top 2 GiB",
                                                 [](auto& e) { e.segments[0].virtual_address = base - 0x1000; },
                                                 Code::elf_address_invalid,
                                                 {0, base - 0x1000}},
                                         Refusal{"in the last page",
                                                 [](auto& e) { e.segments[2].virtual_address = 0xFFFF'FFFF'FFFF'D001; },
                                                 Code::elf_address_invalid,
                                                 {2, 0xFFFF'FFFF'FFFF'D001}},
                                         Refusal{"memory wraps",
                                                 [](auto& e) { e.segments[2].memory_size = ~0ull; },
                                                 Code::elf_address_invalid,
                                                 {2, base + 0x2000}},
                                         Refusal{"both halves",
                                                 [](auto& e) { e.segments[0].virtual_address = 0x100000; },
                                                 Code::elf_span_too_large,
                                                 {base + 0x5000 - 0x100000, 1_GiB}},
                                         Refusal{"more than 1 GiB",
                                                 [](auto& e) { e.segments[2].memory_size = 0x3FFF'E001; },
                                                 Code::elf_span_too_large,
                                                 {1_GiB + 1, 1_GiB}}));

TEST(Elf, RefusesFilesThatAreShorterThanTheirHeader)
{
    auto const file = HandMade{}.file();
    for (std::size_t size = 0; size < 64; ++size) {
        elf_builder::File const cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        expect_refusal(parse(cut), Code::elf_too_short, {size});
    }
}

TEST(Elf, RefusesEveryTruncationOfAGoodFile)
{
    auto const file = HandMade{}.file();
    for (std::size_t size = 0; size < 0x3C0; ++size)
        EXPECT_FALSE(parse({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)}).has_value()) << size;
}

TEST(Elf, RefusesATableShorterThanTheHeaderSays)
{
    auto const file = HandMade{}.file();
    auto const header = elf::parse_header(file, file.size(), "/boot/kernel.elf");
    ASSERT_TRUE(header.has_value());
    expect_refusal(elf::parse_segments(*header, Bytes(file).subspan(64, 3 * 56 - 1), file.size(), "/boot/kernel.elf"),
                   Code::elf_program_headers_invalid, {3, 56, 64});
}

TEST(Elf, TakesWhatTheRealLinkerMakes)
{
    auto const file = elf_builder::build(elf_builder::kernel_source, elf_builder::kernel_script);
    auto const image = parse(file);
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    ASSERT_EQ(image->segments().size(), 3u);
    EXPECT_EQ(image->segments()[0].rights, elf::Rights::read | elf::Rights::execute);
    EXPECT_EQ(image->segments()[1].rights, elf::Rights::read);
    EXPECT_EQ(image->segments()[2].rights, elf::Rights::read | elf::Rights::write);
    EXPECT_GE(image->segments()[2].memory_size, 9000u * 8);
    EXPECT_LT(image->segments()[2].file_size, 9000u);
}

TEST(Elf, TakesTheLinkersDefaultStaticLayout)
{
    auto const file = elf_builder::build("extern \"C\" void _start() { for (;;); }", "", "-static -no-pie");
    auto const image = parse(file);
    ASSERT_TRUE(image.has_value()) << error_text::why(image.error()).view();
    EXPECT_FALSE(image->upper_half());
}

TEST(Elf, RefusesRealProgramsOfOtherKinds)
{
    auto const source = "extern \"C\" void _start() { for (;;); }";
    expect_refusal(parse(elf_builder::build(source, "", "-r")), Code::elf_not_executable, {1});
    expect_refusal(parse(elf_builder::build(source, "", "-pie")), Code::elf_needs_dynamic_linker, {});
    expect_refusal(parse(elf_builder::build(source, "", "", "i686-linux-gnu")), Code::elf_not_64_bit, {1, 2, 4});
    auto const flat = elf_builder::build("long data = 1; " + std::string(source), "", "-static -N");
    expect_refusal(parse(flat), Code::elf_segment_writable_executable, {0}); // ld -N: one segment, all rights
}
