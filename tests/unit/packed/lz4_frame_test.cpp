// SPDX-License-Identifier: BSD-2-Clause
// Tests LZ4 frames: every kind that the lz4 tool makes, and every damage to them.
#include "stage2/packed/lz4_frame.hpp"

#include "include/units.hpp"
#include "tests/unit/packed/lz4_frames.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

using errors::Code;

namespace {

constexpr std::size_t windows[] = {smallest_window, smallest_window + 2, 67'000, 512_KiB, 3_MiB};

// The smallest windows move the history for each byte or two, which takes long for large contents.
bool takes_long(std::size_t window, Content const& content)
{
    return window < 66'000 && content.size() > 80'000;
}

void expect_content(Content const& packed, Content const& content)
{
    for (auto const window : windows) {
        if (takes_long(window, content))
            continue;
        auto const result = unpacked(packed, window);
        ASSERT_TRUE(result) << static_cast<int>(result.error()->code) << " with a window of " << window;
        ASSERT_TRUE(*result == content) << "with a window of " << window;
    }
    auto const size = measured(packed);
    ASSERT_TRUE(size);
    EXPECT_EQ(*size, content.size());

    // Into a window that has the content's size, in one go; one that is a byte smaller is too small.
    auto const description = lz4_frame::parse_header(packed, packed_name);
    Content whole(content.size());
    lz4_frame::Reader reader(packed, *description, whole, packed_name);
    ASSERT_TRUE(reader.advance());
    EXPECT_TRUE(reader.finished());
    ASSERT_TRUE(whole == content);
    if (content.empty())
        return;
    lz4_frame::Reader short_of_room(packed, *description, MutableBytes(whole).first(content.size() - 1), packed_name);
    ASSERT_TRUE(short_of_room.advance());
    EXPECT_FALSE(short_of_room.finished());
}

void expect_refused(Content const& packed, Code code, std::array<std::uint64_t, 3> numbers)
{
    auto const result = unpacked(packed);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, code);
    EXPECT_EQ(result.error()->numbers, numbers);
    EXPECT_EQ(result.error()->name, packed_name);
}

// Damaged within the frame's only block, whose bytes start at 11.
void expect_damaged(Frame const& frame)
{
    auto const packed = frame.bytes();
    for (auto const window : windows) {
        auto const result = unpacked(packed, window);
        ASSERT_FALSE(result);
        ASSERT_EQ(result.error()->code, Code::packed_damaged);
        ASSERT_GE(result.error()->numbers[0], 11u);
        ASSERT_LE(result.error()->numbers[0], packed.size() - 4);
    }
}

Frame frame_of(std::initializer_list<int> block)
{
    return {.blocks = {{block_of(block)}}};
}

// A few hundred bytes, packed, with everything in the frame that can be.
Content small_frame()
{
    std::mt19937 random(3);
    auto content = lines(random, 300);
    append(content, random_bytes(random, 20));
    return packed_by_lz4(content, "-9 -BX --content-size");
}

} // namespace

TEST(Lz4Frame, HoldsNothing)
{
    for (auto const* options : {"", "-BX", "--no-frame-crc", "-9 -B7 -BD"})
        expect_content(packed_by_lz4({}, options), {});
    expect_content(Frame{}.bytes(), {});
    expect_content(Frame{.blocks = {{block_of({0})}}}.bytes(), {}); // one sequence, empty
    expect_content(Frame{.blocks = {{{}, true}}}.bytes(), {});      // a stored block of no bytes is not the end mark
}

TEST(Lz4Frame, HoldsStoredBlocks)
{
    std::mt19937 random(1);
    for (std::size_t const size : {1u, 100u, 65'536u, 65'537u, 300'000u}) {
        auto const content = random_bytes(random, size);
        auto const packed = packed_by_lz4(content, "-B4");
        ASSERT_GT(packed.size(), content.size());
        expect_content(packed, content);
    }
}

TEST(Lz4Frame, UnpacksWhatEverySettingMakes)
{
    std::mt19937 random(2);
    auto const content = mixture(random, 700'000);
    for (auto const* level : {"-1", "-9"})
        for (auto const* block : {"-B4", "-B5", "-B6", "-B7"})
            for (auto const* linked : {"", "-BD"}) {
                std::string const options = std::string(level) + ' ' + block + ' ' + linked;
                auto const packed = packed_by_lz4(content, options);
                auto const result = unpacked(packed, 100'000);
                ASSERT_TRUE(result) << options;
                ASSERT_TRUE(*result == content) << options;
            }
    for (auto const* options : {"", "-BX", "--no-frame-crc", "--content-size", "--content-size -BX -BD"})
        expect_content(packed_by_lz4(content, options), content);
    auto const large = lines(random, 4'500'000);
    for (auto const* options : {"-B7", "-B7 -BD"})
        expect_content(packed_by_lz4(large, options), large);
}

TEST(Lz4Frame, SaysWhatItsHeaderSays)
{
    std::mt19937 random(2);
    auto const content = lines(random, 5'000'000);
    auto const all = packed_by_lz4(content, "-B5 -BX -BD --content-size");
    auto const description = lz4_frame::parse_header(all, packed_name);
    ASSERT_TRUE(description);
    EXPECT_FALSE(description->independent_blocks);
    EXPECT_TRUE(description->block_checksums);
    EXPECT_TRUE(description->content_checksum);
    EXPECT_EQ(description->largest_block, 256_KiB);
    EXPECT_EQ(description->content_size, content.size());
    EXPECT_EQ(description->header_size, 15u);

    for (auto const& [option, size] : {std::pair{"-B4", 64_KiB}, {"-B6", 1_MiB}, {"-B7", 4_MiB}}) {
        auto const least = packed_by_lz4(content, std::string(option) + " --no-frame-crc");
        auto const other = lz4_frame::parse_header(least, packed_name);
        ASSERT_TRUE(other);
        EXPECT_TRUE(other->independent_blocks);
        EXPECT_FALSE(other->block_checksums || other->content_checksum || other->content_size);
        EXPECT_EQ(other->largest_block, size);
        EXPECT_EQ(other->header_size, 7u);
    }
}

TEST(Lz4Frame, MatchesRepeatThemselves)
{
    for (std::size_t offset = 1; offset <= 20; ++offset) {
        Content content;
        for (std::size_t i = 0; i < 200'000; ++i)
            content.push_back(static_cast<std::byte>('a' + i % offset));
        expect_content(packed_by_lz4(content, "-9"), content);
    }
    // The offsets by hand, 1 to 3: "abc", a match of 19, and the end.
    for (int offset = 1; offset <= 3; ++offset) {
        auto content = bytes_of("abc");
        while (content.size() < 22)
            content.push_back(content[content.size() - static_cast<std::size_t>(offset)]);
        append(content, bytes_of("12345"));
        expect_content(frame_of({0x3F, 'a', 'b', 'c', offset, 0, 0, 0x50, '1', '2', '3', '4', '5'}).bytes(), content);
    }
}

TEST(Lz4Frame, LengthsGoOnInRunsOf255)
{
    // 15 + 2 * 255 + 254 literals, then a match of 4 + 15 + 3 * 255 + 0.
    auto block = block_of({0xFF, 255, 255, 254});
    auto content = Content(779, std::byte{'x'});
    append(block, content);
    append(block, block_of({1, 0, 255, 255, 255, 0, 0x50, '1', '2', '3', '4', '5'}));
    content.resize(779 + 784, std::byte{'x'});
    append(content, bytes_of("12345"));
    expect_content(Frame{.blocks = {{block}}}.bytes(), content);

    Content const zeros(5_MiB);
    for (auto const* options : {"-9 -B7", "-9 -B4 -BD"})
        expect_content(packed_by_lz4(zeros, options), zeros);
}

TEST(Lz4Frame, LinkedBlocksReachIntoThoseBefore)
{
    Frame frame{.blocks = {{bytes_of("0123456789"), true}, {block_of({0x04, 10, 0, 0x50, 'v', 'w', 'x', 'y', 'z'})}},
                .independent = false};
    expect_content(frame.bytes(), bytes_of("012345678901234567vwxyz"));
    frame.independent = true;
    expect_refused(frame.bytes(), Code::packed_damaged, {28});
}

TEST(Lz4Frame, LinkedBlocksReachThroughAllOfTheHistory)
{
    std::mt19937 random(4);
    auto const far = random_bytes(random, 65'535);
    Frame frame{.blocks = {{far, true}, {block_of({0x0F, 0xFF, 0xFF, 200, 0x50, 'v', 'w', 'x', 'y', 'z'})}},
                .independent = false};
    auto content = far;
    append(content, Bytes(far).first(219));
    append(content, bytes_of("vwxyz"));
    expect_content(frame.bytes(), content);

    frame.blocks[0].bytes.pop_back();
    EXPECT_EQ(unpacked(frame.bytes()).error()->code, Code::packed_damaged);
}

TEST(Lz4Frame, OffsetsLieInTheContent)
{
    for (bool const independent : {true, false}) {
        for (auto const offset : {0, 4, 5, 255}) {
            auto frame = frame_of({0x32, 'a', 'b', 'c', offset, 0, 0x50, '1', '2', '3', '4', '5'});
            frame.independent = independent;
            expect_damaged(frame);
        }
        auto far = frame_of({0x32, 'a', 'b', 'c', 0, 0x80, 0x50, '1', '2', '3', '4', '5'});
        far.independent = independent;
        expect_damaged(far);
        auto first = frame_of({0x02, 1, 0, 0x50, '1', '2', '3', '4', '5'});
        first.independent = independent;
        expect_damaged(first);
    }
}

TEST(Lz4Frame, SequencesEndInTheirBlock)
{
    expect_damaged(frame_of({0x30, 'a', 'b'}));                 // literals
    expect_damaged(frame_of({0xF0}));                           // their length
    expect_damaged(frame_of({0xF0, 255, 255}));                 // the same
    expect_damaged(frame_of({0xF0, 255, 255, 0, 'a'}));         // the literals of a long length
    expect_damaged(frame_of({0x30, 'a', 'b', 'c', 1}));         // offset
    expect_damaged(frame_of({0x3F, 'a', 'b', 'c', 1, 0}));      // length of the match
    expect_damaged(frame_of({0x3F, 'a', 'b', 'c', 1, 0, 255})); // the same
}

TEST(Lz4Frame, BlocksAreNoLargerThanTheHeaderSays)
{
    // Packed, then unpacked: by literals, and by a match that ends beyond.
    Frame packed_too_large{.blocks = {{Content(64_KiB + 1)}}};
    expect_refused(packed_too_large.bytes(), Code::packed_damaged, {11});
    packed_too_large.blocks[0].is_stored = true;
    expect_refused(packed_too_large.bytes(), Code::packed_damaged, {11});

    // 1 literal, a match of `size`, 5 literals.
    auto const with_match = [](std::size_t size) {
        auto block = block_of({0x1F, 'a', 1, 0});
        auto left = size - 19;
        for (; left >= 255; left -= 255)
            block.push_back(std::byte{255});
        append(block, block_of({static_cast<int>(left), 0x50, '1', '2', '3', '4', '5'}));
        return Frame{.blocks = {{block}}};
    };
    Content content(64_KiB - 5, std::byte{'a'});
    append(content, bytes_of("12345"));
    expect_content(with_match(64_KiB - 6).bytes(), content);
    expect_damaged(with_match(64_KiB - 5)); // the last literal is too much
    expect_damaged(with_match(64_KiB));     // the match is
    expect_damaged(with_match(1_MiB));
}

TEST(Lz4Frame, HeaderOfOtherVersionsIsRefused)
{
    std::mt19937 random(5);
    auto const good = packed_by_lz4(random_bytes(random, 50));
    for (unsigned const flags : {0x00u, 0x80u, 0xC0u, 0x66u}) {
        auto frame = good;
        set_header_byte(frame, 4, static_cast<std::uint8_t>(flags));
        expect_refused(frame, Code::packed_version_unknown, {flags, std::to_integer<unsigned>(good[5])});
    }
    for (unsigned const sizes : {0x00u, 0x10u, 0x20u, 0x30u, 0x41u, 0x48u, 0xC0u, 0xFFu}) {
        auto frame = good;
        set_header_byte(frame, 5, static_cast<std::uint8_t>(sizes));
        expect_refused(frame, Code::packed_version_unknown, {std::to_integer<unsigned>(good[4]), sizes});
    }
}

TEST(Lz4Frame, DictionaryIsRefused)
{
    Frame frame{.blocks = {{bytes_of("abc"), true}}, .dictionary = 0xDEAD'BEEF};
    expect_refused(frame.bytes(), Code::packed_needs_dictionary, {0xDEAD'BEEF});
    frame.content_size = 3;
    expect_refused(frame.bytes(), Code::packed_needs_dictionary, {0xDEAD'BEEF});
}

TEST(Lz4Frame, OtherMagicNumbersAreNotTakenForFrames)
{
    static_assert(packed::is_packed(0x184D2204));
    static_assert(!packed::is_packed(0x184C2102)); // a legacy frame
    for (std::uint32_t skippable = 0x184D2A50; skippable <= 0x184D2A5F; ++skippable)
        EXPECT_FALSE(packed::is_packed(skippable));
    auto const legacy = packed_by_lz4(bytes_of("abc"), "-l");
    EXPECT_FALSE(packed::is_packed(*read_at<Le32>(legacy, 0)));
    auto const frame = packed_by_lz4(bytes_of("abc"));
    EXPECT_TRUE(packed::is_packed(*read_at<Le32>(frame, 0)));
}

TEST(Lz4Frame, EveryCutIsNoticed)
{
    auto const two_blocks = packed_by_lz4(Content(70'000), "-B4 -BX --no-frame-crc");
    for (auto const& frame :
         {small_frame(), packed_by_lz4(bytes_of("abc")), two_blocks,
          Frame{.blocks = {{bytes_of("abc"), true}, {block_of({0})}}, .block_checksums = true}.bytes()})
        for (std::size_t size = 0; size < frame.size(); ++size) {
            Content const cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
            expect_refused(cut, Code::packed_ends_early, {size});
        }
}

TEST(Lz4Frame, MeasuringEndsWithTheFile)
{
    auto const content = Content(70'000);
    for (auto const* options : {"-B4", "-B4 -BX", "-B4 --no-frame-crc", "-B4 -BX --no-frame-crc"}) {
        auto const frame = packed_by_lz4(content, options);
        auto const behind_mark = std::string_view(options).ends_with("crc") ? 0u : 4u;
        for (std::size_t size = 0; size < frame.size() - behind_mark; ++size) {
            auto const result = measured(Content(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)));
            ASSERT_FALSE(result) << size;
            ASSERT_EQ(result.error()->code, Code::packed_ends_early) << size;
            ASSERT_EQ(result.error()->numbers[0], size);
        }
    }
}

TEST(Lz4Frame, MeasuringKeepsToTheBlock)
{
    // Behind the block there is enough for what it is short of.
    for (auto const& block : {block_of({0x30, 'a', 'b'}), block_of({0xF0}), block_of({0x30, 'a', 'b', 'c', 1}),
                              block_of({0x3F, 'a', 'b', 'c', 1, 0})}) {
        auto const result = measured(Frame{.blocks = {{block}, {Content(100), true}}}.bytes());
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::packed_damaged);
    }
}

TEST(Lz4Frame, EachChecksumIsVerified)
{
    auto const content = bytes_of("0123456789");
    Frame const good{.blocks = {{content, true}},
                     .block_checksums = true,
                     .content_checksum = xxh32::of(content),
                     .content_size = content.size()};
    auto const bytes = good.bytes();
    expect_content(bytes, content);

    auto header = bytes;
    header[14] ^= std::byte{1};
    auto const computed = std::to_integer<std::uint64_t>(bytes[14]);
    expect_refused(header, Code::packed_checksum, {computed, computed ^ 1, 14});

    auto block = bytes;
    auto const checksum = xxh32::of(content);
    block[29] ^= std::byte{0x80};
    expect_refused(block, Code::packed_checksum, {checksum, checksum ^ 0x80, 29});

    auto whole = good;
    whole.content_checksum = 0x1234'5678;
    expect_refused(whole.bytes(), Code::packed_checksum, {checksum, 0x1234'5678, 37});
}

TEST(Lz4Frame, EachWrongBitIsNoticed)
{
    auto const frame = small_frame();
    ASSERT_TRUE(unpacked(frame));
    for (std::size_t at = 0; at < frame.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto damaged = frame;
            damaged[at] ^= static_cast<std::byte>(1 << bit);
            if (at < 4)
                ASSERT_FALSE(packed::is_packed(*read_at<Le32>(damaged, 0)));
            else
                ASSERT_FALSE(unpacked(damaged)) << at << ' ' << bit;
        }
}

// Without any checksum what is unpacked may be wrong; it stays within the memory that it is given.
TEST(Lz4Frame, WrongBitsWithoutChecksumsDoNoHarm)
{
    std::mt19937 random(7);
    auto const frame = packed_by_lz4(lines(random, 2000), "-9 --no-frame-crc");
    for (std::size_t at = 7; at < frame.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto damaged = frame;
            damaged[at] ^= static_cast<std::byte>(1 << bit);
            auto const size = measured(damaged);
            auto const measured_size = size ? std::optional(*size) : std::nullopt;
            if (auto const result = unpacked(damaged); result) {
                ASSERT_EQ(measured_size, result->size()) << at << ' ' << bit;
            }
        }
}

TEST(Lz4Frame, WhatIsBehindIsRefused)
{
    auto const content = bytes_of("0123456789");
    auto const frame = packed_by_lz4(content);
    auto more = frame;
    more.push_back(std::byte{0});
    expect_refused(more, Code::packed_more_behind, {1, frame.size()});
    auto twice = frame;
    append(twice, frame);
    expect_refused(twice, Code::packed_more_behind, {frame.size(), frame.size()});
}

TEST(Lz4Frame, ContentSizeMustBeTrue)
{
    auto const content = bytes_of("0123456789");
    for (std::uint64_t const size : {0ull, 9ull, 11ull, ~0ull}) {
        Frame const frame{.blocks = {{content, true}}, .content_size = size};
        expect_refused(frame.bytes(), Code::packed_size_wrong, {size, 10});
    }
    expect_content(Frame{.blocks = {{content, true}}, .content_size = 10}.bytes(), content);
}

TEST(Lz4Frame, BeginsAgainAtAnyTime)
{
    std::mt19937 random(8);
    auto const content = mixture(random, 400'000);
    auto const packed = packed_by_lz4(content, "-9 -B4 -BD -BX --content-size");
    auto const description = lz4_frame::parse_header(packed, packed_name);
    Content window(smallest_window + 1000);
    lz4_frame::Reader reader(packed, *description, window, packed_name);
    for (int steps = 0; steps < 50; ++steps) {
        for (int step = 0; step < steps; ++step) {
            ASSERT_TRUE(reader.advance());
            ASSERT_LE(reader.end(), content.size());
            auto const due = Bytes(content).subspan(static_cast<std::size_t>(reader.begin()), reader.window().size());
            ASSERT_EQ(std::memcmp(reader.window().data(), due.data(), due.size()), 0);
        }
        reader.begin_again();
        ASSERT_EQ(reader.end(), 0u);
    }
    while (true) {
        auto const more = reader.advance();
        ASSERT_TRUE(more);
        if (!*more)
            break;
    }
    EXPECT_EQ(reader.end(), content.size());
    EXPECT_FALSE(*reader.advance());
}

TEST(Lz4Frame, RandomContentsComeBack)
{
    std::vector<std::string> const settings[] = {
        {"-1", "-3", "-9", "-12", "--fast=9", "-12 --favor-decSpeed"},
        {"-B4", "-B5", "-B6", "-B7", "-B32", "-B1000", "-B65537"},
        {"", "-BD"},
        {"", "-BX"},
        {"", "--no-frame-crc"},
        {"", "--content-size"},
    };
    std::mt19937 random(9);
    for (int round = 0; round < rounds(100); ++round) {
        auto const most = random() % 16 == 0 ? 1'000'000 : 50'000;
        auto const content = mixture(random, random() % most);
        std::string options;
        for (auto const& choices : settings)
            (options += choices[random() % choices.size()]) += ' ';
        auto const packed = packed_by_lz4(content, options);
        auto const most_room = random() % 2 == 0 ? 100 : 300'000;
        auto const result = unpacked(packed, smallest_window + content.size() / 500 + random() % most_room);
        ASSERT_TRUE(result) << round << ' ' << options;
        ASSERT_TRUE(*result == content) << round << ' ' << options;
        auto const size = measured(packed);
        ASSERT_TRUE(size) << round << ' ' << options;
        ASSERT_EQ(*size, content.size()) << round << ' ' << options;
    }
}
