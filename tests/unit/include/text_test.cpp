// SPDX-License-Identifier: BSD-2-Clause
// Tests numbers and words in lines of fixed length.
#include "include/text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using text::Grouped;
using text::Line;

std::string decimal(std::uint64_t number, Grouped grouped = Grouped::yes)
{
    return std::string(Line<40>{}.decimal(number, grouped).view());
}

std::string hex(std::uint64_t number, int digits = 1)
{
    return std::string(Line<40>{}.hex(number, digits).view());
}

TEST(Text, WritesDecimalNumbersInGroups)
{
    EXPECT_EQ(decimal(0), "0");
    EXPECT_EQ(decimal(999), "999");
    EXPECT_EQ(decimal(1000), "1,000");
    EXPECT_EQ(decimal(4207336), "4,207,336");
    EXPECT_EQ(decimal(100000), "100,000");
    EXPECT_EQ(decimal(~0ull), "18,446,744,073,709,551,615");
    EXPECT_EQ(decimal(~0ull, Grouped::no), "18446744073709551615");
}

TEST(Text, WritesAnyNumberAsTheLibraryDoes)
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i) {
        auto const number = random() >> random() % 64;
        EXPECT_EQ(decimal(number, Grouped::no), std::to_string(number));
        EXPECT_EQ(std::stoull(hex(number), nullptr, 16), number);
    }
}

std::string name(std::string const& name)
{
    return std::string(text::Sentence{}.name(name).view());
}

TEST(Text, LeavesOutTheMiddleOfLongNamesOnly)
{
    std::string const longest(180, 'n');
    EXPECT_EQ(name(longest), longest);
    EXPECT_EQ(name(longest + 'n'), longest.substr(0, 88) + "..." + longest.substr(0, 88));
    EXPECT_EQ(name(""), "");
}

// Characters of one to four bytes, so that the cut would go through most of them.
TEST(Text, CutsNamesBetweenCharacters)
{
    for (std::string const character : {"n", "ö", "名", "\U0001F600"})
        for (std::size_t before = 0; before < 4; ++before) {
            std::string long_name(before, '/');
            while (long_name.size() < 1000)
                long_name += character;
            auto const shown = name(long_name);
            auto const dots = shown.find("...");
            ASSERT_NE(dots, std::string::npos);
            EXPECT_LE(shown.size(), 180u);
            EXPECT_GE(shown.size(), 180u - 8);
            EXPECT_EQ((dots - before) % character.size(), 0u);
            EXPECT_EQ((shown.size() - dots - 3) % character.size(), 0u);
            EXPECT_TRUE(long_name.starts_with(shown.substr(0, dots)) && long_name.ends_with(shown.substr(dots + 3)));
        }
}

TEST(Text, CutsNamesThatAreNoUtf8WithinThem)
{
    EXPECT_EQ(name(std::string(1000, '\x80')), "...");
}

TEST(Text, WritesHexadecimalNumbers)
{
    EXPECT_EQ(hex(0), "0");
    EXPECT_EQ(hex(0xABC), "ABC");
    EXPECT_EQ(hex(0xABC, 8), "00000ABC");
    EXPECT_EQ(hex(0, 2), "00");
    EXPECT_EQ(hex(0x123, 2), "123");
    EXPECT_EQ(hex(0x8000'0000'0000'0001), "8000000000000001");
}

TEST(Text, WritesSizesInTheUnitThatSaysMost)
{
    auto const size = [](std::uint64_t bytes) { return std::string(Line<40>{}.size(bytes).view()); };
    EXPECT_EQ(size(0), "0 bytes");
    EXPECT_EQ(size(10239), "10,239 bytes");
    EXPECT_EQ(size(10240), "10 KiB");
    EXPECT_EQ(size((10 << 20) - 1), "10,239 KiB");
    EXPECT_EQ(size(10 << 20), "10 MiB");
    EXPECT_EQ(size(6ull << 30), "6,144 MiB");
}

TEST(Text, CutsWhatDoesNotFit)
{
    Line<5> line;
    line << "four" << ' ' << "five";
    line.decimal(12).hex(3);
    EXPECT_EQ(line.view(), "four ");
    line.clear();
    line << "again";
    EXPECT_EQ(line.view(), "again");
}

} // namespace
