// SPDX-License-Identifier: BSD-2-Clause
// Tests gzip files: those of the gzip tool, every field of the header, and streams by hand with every fault.
#include "stage2/packed/gzip.hpp"

#include "include/units.hpp"
#include "stage2/packed/format.hpp"
#include "tests/unit/packed/gzip_files.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

using errors::Code;

namespace {

constexpr std::size_t header_size = 10, trailer_size = 8;
constexpr std::size_t smallest_window = gzip::Reader::history_size + 1;

void expect_content(Content const& packed, Content const& content)
{
    for (std::size_t const window : {smallest_window, smallest_window + 300, 100'000uz, 1'000'000uz}) {
        if (window < 33'000 && content.size() > 100'000)
            continue; // moves the history for each byte
        auto const result = content_of(packed, window);
        ASSERT_TRUE(result) << static_cast<int>(result.error()->code) << " with a window of " << window;
        ASSERT_TRUE(*result == content) << "with a window of " << window;
    }
    // Into a window of the content's size, in one go; one that is a byte smaller is too small.
    packed::Packed const file{packed, packed::parse_header(packed, packed_name).value(), packed_name};
    EXPECT_EQ(file.header.content_size, content.size());
    EXPECT_EQ(file.header.format(), packed::Format::gzip);
    Content whole(content.size());
    packed::AnyReader room;
    auto& reader = room.open(file, whole);
    ASSERT_TRUE(reader.advance());
    EXPECT_TRUE(reader.finished());
    ASSERT_TRUE(whole == content);
    if (content.empty())
        return;
    auto& short_of_room = room.open(file, MutableBytes(whole).first(content.size() - 1));
    ASSERT_TRUE(short_of_room.advance());
    EXPECT_FALSE(short_of_room.finished());
}

void expect_refused(Content const& packed, Code code, std::array<std::uint64_t, 3> numbers)
{
    auto const result = content_of(packed);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, code);
    EXPECT_EQ(result.error()->numbers, numbers);
    EXPECT_EQ(result.error()->name, packed_name);
}

void expect_stream(Deflate const& stream, Content const& content)
{
    expect_content(GzipFile{stream.bytes(), content}.bytes(), content);
}

// With more bytes behind it, so that its bits do not just end.
void expect_damaged(Deflate const& stream)
{
    auto bytes = stream.bytes();
    bytes.resize(bytes.size() + 20);
    auto const packed = GzipFile{bytes, {}}.bytes();
    auto const result = content_of(packed);
    ASSERT_FALSE(result);
    ASSERT_EQ(result.error()->code, Code::packed_damaged);
    ASSERT_GE(result.error()->numbers[0], header_size);
    ASSERT_LE(result.error()->numbers[0], packed.size() - trailer_size);
}

// Lengths of codes for 257 or more symbols, which are 0 but for these.
std::vector<std::uint8_t> lengths(std::size_t count, std::vector<std::pair<unsigned, unsigned>> const& given)
{
    std::vector<std::uint8_t> all(count);
    for (auto const& [symbol, length] : given)
        all[symbol] = static_cast<std::uint8_t>(length);
    return all;
}

Content some_content(std::size_t size)
{
    std::mt19937 random(1);
    return mixture(random, size);
}

} // namespace

TEST(Gzip, UnpacksWhatTheToolMakes)
{
    for (auto const size : {0uz, 1uz, 5uz, 1000uz, 32'768uz, 32'769uz, 65'536uz}) {
        auto const content = some_content(size);
        expect_content(packed_by_gzip(content, "-6n"), content);
    }
    for (auto const* level : {"-1", "-6n", "-9"}) {
        auto const content = some_content(rounds(700'000uz));
        expect_content(packed_by_gzip(content, level), content);
    }
    Content const zeros(1_MiB);
    expect_content(packed_by_gzip(zeros), zeros);
}

TEST(Gzip, StoredBlocks)
{
    std::mt19937 random(1);
    for (std::size_t const size : {0u, 1u, 1000u, 65'535u}) {
        auto const content = random_bytes(random, size);
        expect_stream(Deflate{}.stored(content), content);
    }
    Deflate many;
    Content all;
    for (int i = 0; i < 5; ++i) {
        auto const content = random_bytes(random, 40'000);
        append(all, content);
        many.stored(content, i == 4);
    }
    expect_stream(many, all);
    expect_stream(Deflate{}.block(1, false).fixed('a').fixed(256).stored(bytes_of("bc")), bytes_of("abc"));
    expect_damaged(Deflate{}.block(0).bits(0, 5).bits(3, 16).bits(3, 16)); // the complement is wrong
    auto cut = Deflate{}.stored(Content(100)).bytes();
    cut.resize(50);
    expect_refused(GzipFile{cut, {}}.bytes(), Code::packed_ends_early, {header_size + 50 + trailer_size});
}

TEST(Gzip, FixedCodesHaveEverySymbol)
{
    Content content;
    Deflate literals;
    literals.block(1);
    for (unsigned i = 0; i < 256; ++i) {
        literals.fixed(i);
        content.push_back(static_cast<std::byte>(i));
    }
    expect_stream(literals.fixed(256), content);

    for (unsigned const symbol : {286u, 287u})
        expect_damaged(Deflate{}.block(1).fixed('a').fixed(symbol).fixed_distance(0));
    for (unsigned const symbol : {30u, 31u})
        expect_damaged(Deflate{}.block(1).fixed('a').fixed(257).fixed_distance(symbol));
    expect_damaged(Deflate{}.block(3));
}

TEST(Gzip, MatchesHaveEveryLength)
{
    constexpr std::pair<unsigned, int> symbols[]{
        {3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
        {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
        {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}};
    for (unsigned i = 0; i < std::size(symbols); ++i) {
        auto const [first, extra] = symbols[i];
        for (auto const more : {0u, (1u << extra) - 1}) {
            Content content{std::byte{'x'}};
            content.resize(1 + first + more, std::byte{'x'});
            expect_stream(Deflate{}.block(1).fixed('x').fixed(257 + i).bits(more, extra).fixed_distance(0).fixed(256),
                          content);
        }
    }
}

TEST(Gzip, DistancesReachThroughTheContentAndNoFurther)
{
    std::mt19937 random(2);
    auto const content = random_bytes(random, 32'768);
    unsigned first = 1;
    for (unsigned symbol = 0; symbol < 30; ++symbol) {
        int const extra = symbol < 2 ? 0 : static_cast<int>(symbol / 2) - 1;
        for (auto const more : {0u, (1u << extra) - 1}) {
            auto const distance = first + more;
            auto const with_match = [&](std::size_t size) {
                return Deflate{}
                    .stored(Bytes(content).first(size), size == 0)
                    .block(1)
                    .fixed(257)
                    .fixed_distance(symbol)
                    .bits(more, extra)
                    .fixed(256);
            };
            auto due = Content(content.begin(), content.begin() + std::min<std::ptrdiff_t>(distance, 65'535));
            for (int i = 0; i < 3; ++i)
                due.push_back(due[due.size() - distance]);
            expect_stream(with_match(distance), due);
            if (distance > 1)
                expect_damaged(with_match(distance - 1));
        }
        first += 1u << extra;
    }
    EXPECT_EQ(first, 32'769u);
    expect_damaged(Deflate{}.block(1).fixed(257).fixed_distance(0));
}

// What has left the smallest window is 32 KiB away.
TEST(Gzip, DistanceOf32KiBInTheSmallestWindow)
{
    std::mt19937 random(3);
    auto content = random_bytes(random, 40'000);
    Deflate stream;
    stream.stored(content, false).block(1);
    for (int i = 0; i < 300; ++i) {
        stream.fixed(257).fixed_distance(29).bits(8191, 13);
        for (int byte = 0; byte < 3; ++byte)
            content.push_back(content[content.size() - 32'768]);
    }
    expect_stream(stream.fixed(256), content);
}

TEST(Gzip, DynamicCodesOfEveryLength)
{
    // Literals 0 to 14 have codes of 1 to 15 bits, and the end of the block the second one of 15.
    std::vector<std::pair<unsigned, unsigned>> given{{256, 15}};
    for (unsigned i = 0; i < 15; ++i)
        given.push_back({i, i + 1});
    Deflate stream;
    stream.dynamic(257, 1).lengths(lengths(257, given)).lengths({0});
    Content content;
    for (unsigned round = 0; round < 50; ++round)
        for (unsigned i = 0; i < 15; ++i) {
            stream.code((1u << (i + 1)) - 2, static_cast<int>(i) + 1);
            content.push_back(static_cast<std::byte>(i));
        }
    expect_stream(stream.code(0x7FFF, 15), content);
}

TEST(Gzip, CodesThatAreTooMany)
{
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{'a', 1}, {'b', 1}, {256, 1}})).lengths({1}));
    expect_damaged(Deflate{}.dynamic(257, 3).lengths(lengths(257, {{'a', 1}, {256, 1}})).lengths({1, 1, 1}));
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{'a', 1}, {'b', 2}, {'c', 2}, {256, 15}})));
    // Lengths of lengths: four codes of one bit.
    expect_damaged(Deflate{}.block(2).bits(0, 5).bits(0, 5).bits(0, 4).bits(1, 3).bits(1, 3).bits(1, 3).bits(1, 3));
}

TEST(Gzip, CodesThatAreTooFew)
{
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{'a', 2}, {256, 2}})).lengths({1}));
    expect_damaged(Deflate{}.dynamic(257, 2).lengths(lengths(257, {{'a', 1}, {256, 1}})).lengths({2, 2}));
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{'a', 1}, {256, 1}})).lengths({2}));
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{'a', 1}, {'b', 1}})).lengths({1})); // without end
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {})).lengths({1}));
    expect_damaged(Deflate{}.block(2).bits(0, 5).bits(0, 5).bits(0, 4).bits(0, 12));           // no lengths of lengths
    expect_damaged(Deflate{}.block(2).bits(0, 5).bits(0, 5).bits(0, 4).bits(1, 3).bits(0, 9)); // one of one bit
}

TEST(Gzip, OneCodeOfOneBitMayBeAlone)
{
    // Distances: the one that is there, and the one that is not.
    auto const with_one_distance = [](unsigned bit) {
        return Deflate{}
            .dynamic(258, 1)
            .lengths(lengths(258, {{'a', 1}, {256, 2}, {257, 2}}))
            .lengths({1})
            .code(0, 1)
            .code(3, 2)
            .code(bit, 1)
            .code(2, 2);
    };
    expect_stream(with_one_distance(0), bytes_of("aaaa"));
    expect_damaged(with_one_distance(1));
    // No distance at all, used and not used.
    auto const without = [] {
        return Deflate{}.dynamic(258, 1).lengths(lengths(258, {{'a', 1}, {256, 2}, {257, 2}})).lengths({0}).code(0, 1);
    };
    expect_stream(without().code(2, 2), bytes_of("a"));
    expect_damaged(without().code(3, 2).code(0, 1));
    // Only the end of the block.
    expect_stream(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{256, 1}})).lengths({0}).code(0, 1), {});
    expect_damaged(Deflate{}.dynamic(257, 1).lengths(lengths(257, {{256, 1}})).lengths({0}).code(1, 1));
}

TEST(Gzip, LengthsOfCodesAreRepeatedWithinTheirNumber)
{
    // The code of lengths: 16, 17, 18 and 1 of two bits each.
    auto const header = [](std::uint32_t literals) {
        Deflate stream;
        stream.block(2).bits(literals - 257, 5).bits(1, 5).bits(18 - 4, 4);
        for (auto const length : {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1})
            stream.bits(length >= 16 || length == 1 ? 2 : 0, 3);
        return stream;
    };
    enum : unsigned { one, copy, few_zeros, many_zeros };
    // 'a' and the end have one bit each: 97 zeros, 1, 158 zeros, 1, and two distances of one bit.
    auto right = header(257);
    right.code(many_zeros, 2).bits(97 - 11, 7).code(one, 2).code(many_zeros, 2).bits(127, 7).code(many_zeros, 2);
    right.bits(158 - 138 - 11, 7).code(one, 2).code(one, 2).code(one, 2);
    expect_stream(right.code(0, 1).code(1, 1), bytes_of("a"));
    expect_damaged(header(257).code(copy, 2).bits(0, 2)); // of nothing
    expect_damaged(header(257).code(many_zeros, 2).bits(127, 7).code(many_zeros, 2).bits(127, 7));
    for (std::uint32_t const literals : {287u, 288u})
        expect_damaged(header(literals));
    for (std::uint32_t const distances : {31u, 32u})
        expect_damaged(Deflate{}.dynamic(257, distances).lengths(lengths(257, {{'a', 1}, {256, 1}})));
}

TEST(Gzip, HeaderMayHaveEveryField)
{
    auto const stream = Deflate{}.stored(bytes_of("abc")).bytes();
    auto extra = block_of({5, 0, 'A', 'p', 1, 0, 7}), name = bytes_of("kernel"), comment = bytes_of("a comment");
    name.push_back({});
    comment.push_back({});
    for (unsigned flags = 0; flags < 32; ++flags) { // FTEXT changes nothing
        GzipFile file{stream, bytes_of("abc"), static_cast<std::uint8_t>(flags & ~2u)};
        file.header_checksum = flags & 2;
        for (auto const& [flag, field] : {std::pair{4u, extra}, {8u, name}, {16u, comment}})
            if (flags & flag)
                append(file.optional_fields, field);
        expect_content(file.bytes(), bytes_of("abc"));
        auto const packed = file.bytes();
        for (std::size_t size = 3; size < packed.size(); ++size) {
            Content const cut(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
            expect_refused(cut, Code::packed_ends_early, {size});
        }
    }
    GzipFile checked{stream, bytes_of("abc"), 8, name, true};
    auto wrong = checked.bytes();
    auto const due = *read_at<Le16>(wrong, 17);
    wrong[18] ^= std::byte{0x80};
    expect_refused(wrong, Code::packed_checksum, {due, due ^ 0x8000u, 17});

    auto const long_extra = GzipFile{stream, bytes_of("abc"), 4, block_of({0xFF, 0xFF, 1})}.bytes();
    expect_refused(long_extra, Code::packed_ends_early, {long_extra.size()});
}

TEST(Gzip, ReservedFlagsAndOtherMethodsAreRefused)
{
    auto const stream = Deflate{}.stored(bytes_of("abc")).bytes();
    for (unsigned const flag : {0x20u, 0x40u, 0x80u, 0xE8u})
        expect_refused(GzipFile{stream, bytes_of("abc"), static_cast<std::uint8_t>(flag)}.bytes(),
                       Code::packed_gzip_flags_unknown, {flag});
    static_assert(packed::is_packed(0x08'8B'1F) && packed::is_packed(0xFF'08'8B'1F));
    static_assert(!packed::is_packed(0x07'8B'1F) && !packed::is_packed(0x08'9E'1F));
    static_assert(packed::may_be_packed(0x08'8B'1F) && !packed::may_be_packed(packed::elf_magic));
}

TEST(Gzip, TrailerIsVerified)
{
    auto const content = some_content(1000);
    auto const good = packed_by_gzip(content);
    auto const checksum = crc32::of(content);
    auto const trailer = good.size() - trailer_size;
    auto wrong = good;
    wrong[trailer + 3] ^= std::byte{1};
    expect_refused(wrong, Code::packed_checksum, {checksum, checksum ^ 0x0100'0000, trailer});
    wrong = good;
    wrong[trailer + 4] ^= std::byte{1};
    expect_refused(wrong, Code::packed_size_wrong, {content.size() ^ 1, content.size()});
}

TEST(Gzip, WhatIsBehindIsRefused)
{
    auto const good = packed_by_gzip(some_content(1000));
    for (std::size_t const size : {1u, 8u, 512u}) {
        auto more = good;
        more.resize(good.size() + size);
        expect_refused(more, Code::packed_more_behind, {size, good.size()});
    }
    auto twice = good;
    append(twice, good);
    expect_refused(twice, Code::packed_more_behind, {good.size(), good.size()});
}

TEST(Gzip, EveryCutIsNoticed)
{
    std::mt19937 random(4);
    auto content = lines(random, 3000);
    append(content, random_bytes(random, 100));
    auto const stored = GzipFile{Deflate{}.stored(bytes_of("abcdef")).bytes(), bytes_of("abcdef")}.bytes();
    for (auto const& good : {packed_by_gzip(content), packed_by_gzip({}), packed_by_gzip(bytes_of("abc")), stored})
        for (std::size_t size = 3; size < good.size(); ++size) {
            Content const cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
            expect_refused(cut, Code::packed_ends_early, {size});
        }
}

TEST(Gzip, EachWrongBitIsNoticed)
{
    std::mt19937 random(5);
    auto const content = lines(random, 600);
    auto const good = packed_by_gzip(content, "-n");
    for (std::size_t at = 3; at < good.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto damaged = good;
            damaged[at] ^= static_cast<std::byte>(1 << bit);
            auto const result = content_of(damaged);
            // Time, system and level mean nothing to the content, nor do FTEXT and the bits that fill the last byte.
            if (at >= 4 && at < header_size)
                ASSERT_TRUE(result && *result == content) << at << ' ' << bit;
            else if ((at == 3 && bit == 0) || at == good.size() - trailer_size - 1)
                ASSERT_TRUE(!result || *result == content) << at << ' ' << bit;
            else
                ASSERT_FALSE(result) << at << ' ' << bit;
        }
}

TEST(Gzip, BeginsAgainAtAnyTime)
{
    auto const content = some_content(300'000);
    auto const packed = packed_by_gzip(content);
    packed::Packed const file{packed, packed::parse_header(packed, packed_name).value(), packed_name};
    Content window(smallest_window + 2000);
    packed::AnyReader room;
    auto& reader = room.open(file, window);
    for (int steps = 0; steps < 30; ++steps) {
        for (int step = 0; step < steps; ++step) {
            ASSERT_TRUE(reader.advance());
            auto const due = Bytes(content).subspan(static_cast<std::size_t>(reader.begin()), reader.window().size());
            ASSERT_EQ(std::memcmp(reader.window().data(), due.data(), due.size()), 0);
        }
        reader.begin_again();
        ASSERT_EQ(reader.end(), 0u);
    }
    while (reader.advance().value()) {}
    EXPECT_EQ(reader.end(), content.size());
    EXPECT_FALSE(reader.advance().value());
}
