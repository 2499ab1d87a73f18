// Tests the seal: the search for its note among others, and the bytes that its checksums cover.
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

constexpr std::string_view ours("farjump\0", 8);

File seal_note(std::uint32_t format = 3)
{
    Le32 const fields[] = {format, 0x11223344, 0x55667788};
    File descriptor(format == 2 ? 8 : 12);
    std::memcpy(descriptor.data(), fields, descriptor.size());
    return note(ours, 1, descriptor);
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
    EXPECT_EQ((*alone)->crc32c, 0x11223344u);
    EXPECT_EQ((*alone)->xxh32, 0x55667788u);
    EXPECT_EQ((*alone)->checksums_offset, 0x1018u);
    EXPECT_EQ((*alone)->checksums_size(), 8u);

    auto const others = note(gnu, 3, File(20)) + note("odd", 7, File(5)) + note("", 0, {});
    auto const behind = find(others + seal_note() + note(gnu, 1, File(16)));
    ASSERT_TRUE(behind.has_value() && behind->has_value());
    EXPECT_EQ((*behind)->checksums_offset, 0x1000 + others.size() + 24);
}

TEST(SealNote, IsFoundBehindNotesAlignedToEight)
{
    auto const property = note(gnu, 5, File(16), 8);
    auto const result = find(property + seal_note(), 8);
    ASSERT_TRUE(result.has_value() && result->has_value());
    EXPECT_EQ((*result)->checksums_offset, 0x1000 + property.size() + 24);
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

TEST(SealNote, IsFoundInTheOldFormat)
{
    auto const old = find(seal_note(2) + note(gnu, 1, File(16)));
    ASSERT_TRUE(old.has_value() && old->has_value());
    EXPECT_EQ((*old)->format, seal::old_format);
    EXPECT_EQ((*old)->crc32c, 0x11223344u);
    EXPECT_EQ((*old)->xxh32, 0u); // not the bytes behind the note
    EXPECT_EQ((*old)->checksums_size(), 4u);
}

TEST(SealNote, IsRefusedWhenMalformed)
{
    auto const of_format = [](std::uint32_t format, std::size_t size) {
        File descriptor(size);
        Le32 const field = format;
        std::memcpy(descriptor.data(), &field, sizeof field);
        return note(ours, 1, descriptor);
    };
    expect_refusal(note(ours, 1, File(4)), Code::seal_malformed, {24, 32});
    expect_refusal(note(ours, 1, {}), Code::seal_malformed, {20, 32});
    expect_refusal(of_format(3, 8), Code::seal_malformed, {28, 32});
    expect_refusal(of_format(3, 16), Code::seal_malformed, {36, 32});
    expect_refusal(of_format(2, 12), Code::seal_malformed, {32, 28});
    expect_refusal(seal_note(1), Code::seal_format_unknown, {1, 3});
    expect_refusal(seal_note(4), Code::seal_format_unknown, {4, 3});
    for (std::size_t size = 12; size < 32; ++size) {
        auto cut = seal_note();
        cut.resize(size);
        expect_refusal(cut, Code::note_malformed, {0x1000, 32, size});
    }
}

TEST(SealNote, IsRefusedWhenSizesOverflow)
{
    auto notes = note(gnu, 1, {});
    std::memset(&notes[0], 0xFF, 8);
    expect_refusal(notes, Code::note_malformed, {0x1000, 0x1'0000'000Cull + 0xFFFF'FFFF, 16});
}

namespace {

seal::Seal at(std::uint64_t offset, std::uint32_t format = seal::current_format)
{
    return {.format = format, .crc32c = 0, .xxh32 = 0, .checksums_offset = offset};
}

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
File bytes_of(T const& object, std::size_t multiple = 1)
{
    auto const bytes = std::as_bytes(std::span(&object, 1));
    File copy(bytes.begin(), bytes.end());
    copy.resize(round_up(copy.size(), multiple));
    return copy;
}

} // namespace

// Type, entry, relocations, header without its offset, contents with the checksums' bytes as zeros, each with zeros
// behind it.
TEST(SealDigest, IsTheChecksumOfWhatTheDefinitionNames)
{
    auto const header = elf_builder::load(5, 0x200000, 0x300, 100, 200);
    auto const contents = numbered(100);
    auto without_offset = header;
    without_offset.offset = 0;
    auto padded = contents;
    std::fill_n(padded.begin() + 0x2A, 8, std::byte{0}); // in two stripes
    padded.resize(112);
    auto const whole = bytes_of(std::array<Le64, 4>{3, 0x200010, 0x3000, 0xE0}) + bytes_of(without_offset, 16) + padded;
    ASSERT_EQ(whole.size(), 32u + 64 + 112);

    auto const seal = at(0x32A);
    for (auto const method : {stripes::add_by_xxh32, crc32c::add_stripes_by_table}) {
        seal::Digest digest(method, some_image(), seal);
        digest.add(header, contents);
        stripes::Checksum expected(method);
        expected.add(whole.data(), whole.size() / stripes::size);
        EXPECT_EQ(digest.value(), expected.value());
    }
}

TEST(SealDigest, MasksTheChecksumsAtEveryPlaceTheyCanLie)
{
    auto const header = elf_builder::load(5, 0x200000, 0x300, 50, 50);
    File const contents(50, std::byte{0xAA});
    auto const elsewhere = at(0);
    for (std::uint64_t offset = 0x2F0; offset < 0x340; ++offset) {
        auto masked = contents;
        for (auto i = std::max<std::uint64_t>(offset, 0x300); i < std::min<std::uint64_t>(offset + 8, 0x332); ++i)
            masked[static_cast<std::size_t>(i - 0x300)] = std::byte{0};
        auto const seal = at(offset);
        seal::Digest digest(stripes::add_by_xxh32, {}, seal), expected(stripes::add_by_xxh32, {}, elsewhere);
        digest.add(header, contents);
        expected.add(header, masked);
        EXPECT_EQ(digest.value(), expected.value()) << offset;
    }
}

TEST(SealDigest, CountsBytesThatPaddingHides)
{
    auto const seal = at(0);
    auto const of = [&](std::uint64_t size) {
        seal::Digest digest(stripes::add_by_xxh32, {}, seal);
        digest.add(elf_builder::load(5, 0x200000, 0x300, size, 200), File(static_cast<std::size_t>(size)));
        return digest.value();
    };
    EXPECT_NE(of(17), of(18)); // both are two stripes of zeros
    EXPECT_NE(of(0), of(16));
}

TEST(OldSealDigest, IsTheChecksumOfWhatTheDefinitionNamed)
{
    auto const header = elf_builder::load(5, 0x200000, 0x300, 100, 200);
    auto const contents = numbered(100);
    auto without_offset = header;
    without_offset.offset = 0;
    auto masked = contents;
    std::fill_n(masked.begin() + 0x20, 4, std::byte{0});
    auto const whole =
        bytes_of(Le16{3}) + bytes_of(std::array<Le64, 3>{0x200010, 0x3000, 0xE0}) + bytes_of(without_offset) + masked;
    crc32c::Checksum expected(crc32c::Method::table);
    expected.add(whole);

    auto const seal = at(0x320, seal::old_format);
    old_seal::Digest digest(crc32c::Method::table, some_image(), seal);
    digest.add(header, contents);
    EXPECT_EQ(digest.value(), expected.value());
}
