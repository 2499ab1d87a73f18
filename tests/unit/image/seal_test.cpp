// SPDX-License-Identifier: BSD-2-Clause
// Tests the seal: the search for its note among others, and the bytes that its checksum covers.
#include "stage2/image/notes.hpp"
#include "stage2/image/old_seal.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/elf_builder.hpp"
#include "tests/unit/note_bytes.hpp"

#include <gtest/gtest.h>

using elf_builder::File;
using note_bytes::gnu;
using note_bytes::note;
using note_bytes::operator+;
using errors::Code;
using Numbers = std::array<std::uint64_t, 3>;

namespace {

File seal_note(std::uint32_t checksum = 0x11223344, std::uint32_t format = 3)
{
    File descriptor(8);
    Le32 const fields[] = {format, checksum};
    std::memcpy(descriptor.data(), fields, sizeof fields);
    return note(std::string_view("farjump\0", 8), 1, descriptor);
}

Result<std::optional<seal::Seal>> find(File const& bytes, std::uint32_t alignment = 4)
{
    return TRY(note_bytes::read(bytes, alignment)).seal;
}

void expect_refusal(File const& notes, Code code, Numbers numbers)
{
    auto const result = find(notes);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error()->code, code);
    EXPECT_EQ(result.error()->numbers, numbers) << error_text::why(result.error()).view();
    EXPECT_EQ(result.error()->name, "k");
}

} // namespace

TEST(SealNote, IsFoundAloneAndAmongOthers)
{
    auto const alone = find(seal_note());
    ASSERT_TRUE(alone.has_value() && alone->has_value());
    EXPECT_EQ((*alone)->checksum, 0x11223344u);
    EXPECT_EQ((*alone)->checksum_offset, 0x1018u);
    EXPECT_EQ((*alone)->format, seal::current_format);
    EXPECT_EQ((*find(seal_note(1, 2)))->format, seal::old_format);

    auto const others = note(gnu, 3, File(20)) + note("odd", 7, File(5)) + note("", 0, {});
    auto const behind = find(others + seal_note() + note(gnu, 1, File(16)));
    ASSERT_TRUE(behind.has_value() && behind->has_value());
    EXPECT_EQ((*behind)->checksum_offset, 0x1000 + others.size() + 24);
}

TEST(SealNote, IsFoundBehindNotesAlignedToEight)
{
    auto const property = note(gnu, 5, File(16), 8);
    auto const result = find(property + seal_note(), 8);
    ASSERT_TRUE(result.has_value() && result->has_value());
    EXPECT_EQ((*result)->checksum_offset, 0x1000 + property.size() + 24);
}

TEST(SealNote, IsNotSeenInForeignNotes)
{
    for (auto const& notes : {File{}, File(11), note(gnu, 1, File(8)), note("farjump", 1, File(8)),
                              note(std::string_view("farjump\0", 8), 3, File(8)),
                              note(std::string_view("farjumP\0", 8), 1, File(8)), note(gnu, 1, seal_note())}) {
        auto const result = find(notes);
        ASSERT_TRUE(result.has_value()) << error_text::why(result.error()).view();
        EXPECT_FALSE(result->has_value());
    }
}

TEST(SealNote, IsRefusedWhenMalformed)
{
    auto const name = std::string_view("farjump\0", 8);
    expect_refusal(note(name, 1, File(4)), Code::seal_malformed, {24, 28});
    expect_refusal(note(name, 1, {}), Code::seal_malformed, {20, 28});
    expect_refusal(note(name, 1, File(12)), Code::seal_malformed, {32, 28});
    expect_refusal(seal_note(0, 1), Code::seal_format_unknown, {1, 3});
    expect_refusal(seal_note(0, 4), Code::seal_format_unknown, {4, 3});
    for (std::size_t size = 12; size < 28; ++size) {
        auto cut = seal_note();
        cut.resize(size);
        expect_refusal(cut, Code::note_malformed, {0x1000, 28, size});
    }
}

TEST(SealNote, IsRefusedWhenSizesOverflow)
{
    auto notes = note(gnu, 1, {});
    std::memset(&notes[0], 0xFF, 8);
    expect_refusal(notes, Code::note_malformed, {0x1000, 0x1'0000'000Cull + 0xFFFF'FFFF, 16});
}

namespace {

File numbered(std::size_t size)
{
    File bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::byte>(i + 1);
    return bytes;
}

elf::Image some_image()
{
    elf::Image image{};
    image.entry = {0x200010};
    image.position_independent = true;
    image.dynamic_address = 0x3000;
    image.dynamic_size = 0xE0;
    return image;
}

template <typename T>
File bytes_of(T const& object)
{
    auto const bytes = std::as_bytes(std::span(&object, 1));
    return {bytes.begin(), bytes.end()};
}

elf::ProgramHeader without_offset(elf::ProgramHeader header)
{
    header.offset = 0;
    return header;
}

File in_blocks(File bytes)
{
    bytes.resize(round_up(bytes.size(), wide_sum::block_size));
    return bytes;
}

std::uint32_t sum_of(File const& blocks)
{
    wide_sum::Checksum sum(wide_sum::add_by_words);
    sum.add(blocks.data(), blocks.size() / wide_sum::block_size);
    return sum.value();
}

} // namespace

// Type, entry, relocations; header without its offset; contents at their place in a block, with the checksum's bytes as
// zeros.
TEST(SealDigest, IsTheChecksumOfWhatTheDefinitionNames)
{
    auto const header = elf_builder::load(5, 0x200025, 0x325, 300, 400);
    auto const contents = numbered(300);
    auto masked = contents;
    std::fill_n(masked.begin() + 0x59, 4, std::byte{0}); // in two blocks
    auto const whole = in_blocks(bytes_of(std::array<Le64, 4>{3, 0x200010, 0x3000, 0xE0})) +
                       in_blocks(bytes_of(without_offset(header))) + in_blocks(File(0x25) + masked);
    ASSERT_EQ(whole.size(), 5 * wide_sum::block_size);

    seal::Digest digest(wide_sum::add_by_words, some_image(), 0x325 + 0x59);
    digest.add(header, contents);
    EXPECT_EQ(digest.value(), sum_of(whole));
}

TEST(SealDigest, MasksTheChecksumAtEveryPlaceItCanLie)
{
    auto const header = elf_builder::load(5, 0x200040, 0x300, 300, 300);
    File const contents(300, std::byte{0xAA});
    for (std::uint64_t offset = 0x2F8; offset < 0x430; ++offset) {
        auto masked = contents;
        for (auto i = std::max<std::uint64_t>(offset, 0x300); i < std::min<std::uint64_t>(offset + 4, 0x42C); ++i)
            masked[static_cast<std::size_t>(i - 0x300)] = std::byte{0};
        seal::Digest digest(wide_sum::add_by_words, {}, offset), expected(wide_sum::add_by_words, {}, 0);
        digest.add(header, contents);
        expected.add(header, masked);
        EXPECT_EQ(digest.value(), expected.value()) << offset;
    }
}

// With every length and place in a block, by both implementations.
TEST(SealDigest, TakesContentsOfAnyShape)
{
    for (std::size_t lead = 0; lead < 130; ++lead)
        for (std::size_t size : {0u, 1u, 15u, 100u, 127u, 128u, 129u, 255u, 256u, 400u}) {
            auto const header = elf_builder::load(5, 0x200000 + lead, 0x300, size, 400);
            alignas(16) std::array<std::byte, 1024> memory{};
            auto const contents = MutableBytes{memory}.subspan(lead, size);
            std::ranges::copy(numbered(size), contents.begin());
            auto const begin = static_cast<std::ptrdiff_t>(lead / wide_sum::block_size * wide_sum::block_size);
            File in_place(memory.begin() + begin, memory.begin() + static_cast<std::ptrdiff_t>(lead + size));
            auto const whole = in_blocks(bytes_of(std::array<Le64, 4>{2, 0, 0, 0})) +
                               in_blocks(bytes_of(without_offset(header))) + in_blocks(size != 0 ? in_place : File{});
            for (auto const method : {wide_sum::add_by_words, wide_sum::add_by_sse2}) {
                seal::Digest digest(method, {}, 0);
                digest.add(header, contents);
                EXPECT_EQ(digest.value(), sum_of(whole)) << lead << ' ' << size;
            }
        }
}

TEST(OldSealDigest, IsTheChecksumOfWhatTheDefinitionNamed)
{
    auto const header = elf_builder::load(5, 0x200000, 0x300, 100, 200);
    auto const contents = numbered(100);
    auto masked = contents;
    std::fill_n(masked.begin() + 0x20, 4, std::byte{0});
    auto const whole = bytes_of(Le16{3}) + bytes_of(std::array<Le64, 3>{0x200010, 0x3000, 0xE0}) +
                       bytes_of(without_offset(header)) + masked;
    crc32c::Checksum expected(crc32c::Method::table);
    expected.add(whole);
    old_seal::Digest digest(crc32c::Method::table, some_image(), 0x320);
    digest.add(header, contents);
    EXPECT_EQ(digest.value(), expected.value());
}
