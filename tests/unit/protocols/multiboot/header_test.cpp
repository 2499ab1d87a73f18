// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for Multiboot headers and their fields and tags.
#include "stage2/protocols/multiboot/header.hpp"

#include "stage2/talk/error_text.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

using errors::Code;
using multiboot::Header;
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t magic_1 = 0x1BADB002, magic_2 = 0xE85250D6;

void put(std::vector<std::byte>& file, std::size_t offset, Words const& words)
{
    file.resize(std::max(file.size(), offset + words.size() * 4));
    std::memcpy(&file[offset], words.data(), words.size() * 4);
}

Words header_1(std::uint32_t flags, Words const& more = {})
{
    Words words{magic_1, flags, -(magic_1 + flags)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

// `tags`: their words, without the end tag.
Words header_2(Words const& tags, bool with_end = true)
{
    Words words{magic_2, 0, 0, 0};
    words.insert(words.end(), tags.begin(), tags.end());
    if (with_end)
        words.insert(words.end(), {0, 8});
    words[2] = static_cast<std::uint32_t>(words.size() * 4);
    words[3] = -(magic_2 + words[2]);
    return words;
}

std::vector<std::byte> file_of(Words const& header, std::size_t offset = 64)
{
    std::vector<std::byte> file(64 << 10);
    put(file, offset, header);
    return file;
}

Result<Header> parse(std::vector<std::byte> const& file, std::uint32_t version = 0)
{
    return multiboot::parse(file, version, "/kernel");
}

void expect_refusal(Result<Header> const& header, Code code, std::array<std::uint64_t, 3> numbers = {})
{
    ASSERT_FALSE(header.has_value());
    EXPECT_EQ(header.error()->code, code) << error_text::why(header.error()).view();
    EXPECT_EQ(header.error()->numbers, numbers);
    EXPECT_EQ(header.error()->name, "/kernel");
}

TEST(MultibootHeader, IsFoundInTheFirstBytes)
{
    EXPECT_EQ(parse(file_of(header_1(0), 0))->offset, 0u);
    EXPECT_EQ(parse(file_of(header_1(0), 8192 - 12))->offset, 8192u - 12);
    expect_refusal(parse(file_of(header_1(0), 8192 - 8)), Code::multiboot_header_missing, {0});
    expect_refusal(parse(file_of(header_1(0), 66)), Code::multiboot_header_missing, {0});
    EXPECT_EQ(parse(file_of(header_2({}), 32768 - 24))->version, 2u);
    expect_refusal(parse(file_of(header_2({}), 32768)), Code::multiboot_header_missing, {0});
    expect_refusal(parse(file_of(header_2({}), 68)), Code::multiboot_header_missing, {0}); // not a multiple of 8
    expect_refusal(parse({}), Code::multiboot_header_missing, {0});
}

TEST(MultibootHeader, IsForTheI386)
{
    auto words = header_2({});
    words[1] = 4; // MIPS
    words[3] -= 4;
    auto file = file_of(words);
    expect_refusal(parse(file), Code::multiboot_header_missing, {0});
    put(file, 128, header_2({}));
    EXPECT_EQ(parse(file)->offset, 128u);
}

TEST(MultibootHeader, IsSearchedBehindADecoy)
{
    auto file = file_of(header_1(3), 4096);
    put(file, 128, {magic_1, 3, 12345});
    EXPECT_EQ(parse(file)->offset, 4096u);
    auto file_2 = file_of(header_2({}), 4096);
    put(file_2, 128, {magic_2, 0, 24, 12345});
    EXPECT_EQ(parse(file_2)->offset, 4096u);
}

TEST(MultibootHeader, OfVersionTwoComesFirst)
{
    auto file = file_of(header_1(3), 0);
    put(file, 64, header_2({}));
    EXPECT_EQ(parse(file)->version, 2u);
    EXPECT_EQ(parse(file, 1)->version, 1u);
    EXPECT_EQ(parse(file, 2)->version, 2u);
    expect_refusal(parse(file_of(header_1(3)), 2), Code::multiboot_header_missing, {2});
    expect_refusal(parse(file_of(header_2({})), 1), Code::multiboot_header_missing, {1});
}

TEST(MultibootHeader, OfVersionOneHasFlags)
{
    auto const plain = parse(file_of(header_1(3)));
    EXPECT_FALSE(plain->addresses || plain->entry || plain->graphics || plain->relocatable);
    auto const full = parse(file_of(header_1(0x10007, {1, 2, 3, 4, 5, 0, 1024, 768, 32})));
    ASSERT_TRUE(full && full->addresses && full->graphics);
    EXPECT_EQ(full->addresses->header, 1u);
    EXPECT_EQ(full->addresses->load, 2u);
    EXPECT_EQ(full->addresses->load_end, 3u);
    EXPECT_EQ(full->addresses->bss_end, 4u);
    EXPECT_EQ(full->entry, 5u);
    EXPECT_EQ(full->graphics->width, 1024u);
    EXPECT_EQ(full->graphics->height, 768u);
    EXPECT_EQ(full->graphics->depth, 32u);
    EXPECT_FALSE(full->graphics->required);
    EXPECT_FALSE(parse(file_of(header_1(4, {0, 0, 0, 0, 0, 1, 80, 25, 0})))->graphics); // text
    EXPECT_TRUE(parse(file_of(header_1(0xFFFE0000))));                                  // those may be ignored
    expect_refusal(parse(file_of(header_1(0x8))), Code::multiboot_feature_unknown, {8});
    expect_refusal(parse(file_of(header_1(0xFFFF))), Code::multiboot_feature_unknown, {0xFFF8});
}

TEST(MultibootHeader, OfVersionTwoHasTags)
{
    auto const header = parse(file_of(header_2({1,           16, 6,        21, // information request
                                                2,           24, 0x100000, 0x0FFFF0,   9,        10, // addresses
                                                3,           12, 0x100040, 0,                        // entry
                                                4 | 1 << 16, 12, 3,        0,                        // console
                                                5 | 1 << 16, 20, 800,      600,        24,       0,  // framebuffer
                                                6,           8,                                      // page alignment
                                                10,          24, 0x200000, 0xFFFFFFFF, 0x200000, 2})));
    ASSERT_TRUE(header) << error_text::why(header.error()).view();
    EXPECT_EQ(header->addresses->bss_end, 10u);
    EXPECT_EQ(header->entry, 0x100040u);
    EXPECT_EQ(header->graphics->height, 600u);
    EXPECT_FALSE(header->graphics->required);
    EXPECT_EQ(header->relocatable->alignment, 0x200000u);
    EXPECT_EQ(header->relocatable->preference, 2u);
    EXPECT_TRUE(parse(file_of(header_2({5, 20, 0, 0, 0, 0})))->graphics->required);
    EXPECT_TRUE(parse(file_of(header_2({6, 8}, false)))); // without an end tag
}

TEST(MultibootHeader, MayRequireWhatOnlyUefiHas)
{
    EXPECT_TRUE(parse(file_of(header_2({7, 8, 8, 12, 1, 0, 9, 12, 1, 0}))));
}

TEST(MultibootHeader, RefusesRequiredTagsThatItDoesNotKnow)
{
    expect_refusal(parse(file_of(header_2({11, 8}))), Code::multiboot_tag_unknown, {11});
    EXPECT_TRUE(parse(file_of(header_2({11 | 1 << 16, 8}))));
    expect_refusal(parse(file_of(header_2({1, 16, 6, 22}))), Code::multiboot_information_unknown, {22});
    EXPECT_TRUE(parse(file_of(header_2({1 | 1 << 16, 16, 6, 22}))));
}

TEST(MultibootHeader, RefusesTagsThatAreTooShortOrTooLong)
{
    for (std::uint32_t const type : {2, 3, 5, 10})
        expect_refusal(parse(file_of(header_2({type, 8}))), Code::multiboot_tag_malformed, {type, 16, 8});
    for (std::uint32_t const size : {0u, 7u, 17u, 0xFFFF'FFF8u, 0xFFFF'FFFFu})
        expect_refusal(parse(file_of(header_2({6, size}))), Code::multiboot_tag_malformed, {6, 16, size});
}

TEST(MultibootHeader, RefusesALengthOutsideTheFile)
{
    for (std::uint32_t const size : {0u, 15u, 32u << 10, 0xFFFF'FFF0u}) {
        auto const file = file_of({magic_2, 0, size, -(magic_2 + size)});
        expect_refusal(parse(file), Code::multiboot_tag_malformed, {0, 64, size});
    }
    auto cut = file_of(header_2({6, 8}), 0);
    cut.resize(20);
    expect_refusal(parse(cut), Code::multiboot_tag_malformed, {0, 0, 32});
}

} // namespace
