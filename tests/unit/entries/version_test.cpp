// SPDX-License-Identifier: BSD-2-Clause
// Tests the order of versions: the examples of the UAPI Group's "Version Format Specification", and further cases.
#include "stage2/entries/version.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

struct Comparison {
    std::string_view left;
    char relation;
    std::string_view right;
};

char relation(std::string_view left, std::string_view right)
{
    auto const order = version::compare(left, right);
    return order < 0 ? '<' : order > 0 ? '>' : '=';
}

} // namespace

TEST(Version, AgreesWithTheSpecificationsExamples)
{
    Comparison const examples[] = {
        {"11", '=', "11"},
        {"systemd-123", '=', "systemd-123"},
        {"bar-123", '<', "foo-123"},
        {"123a", '>', "123"},
        {"123.a", '>', "123"},
        {"123.a", '<', "123.b"},
        {"123a", '>', "123.a"},
        {"11α", '=', "11β"},
        {"B", '<', "a"},
        {"", '<', "0"},
        {"0.", '>', "0"},
        {"0.0", '>', "0"},
        {"0", '>', "~"},
        {"", '>', "~"},
        {"1_", '=', "1"},
        {"_1", '=', "1"},
        {"1_", '<', "1.2"},
        {"1_2_3", '>', "1.3.3"},
        {"1+", '=', "1"},
        {"+1", '=', "1"},
        {"1+", '<', "1.2"},
        {"1+2+3", '>', "1.3.3"},
    };
    for (auto const& [left, expected, right] : examples) {
        EXPECT_EQ(relation(left, right), expected) << left << ' ' << right;
        char const reversed = expected == '<' ? '>' : expected == '>' ? '<' : '=';
        EXPECT_EQ(relation(right, left), reversed) << right << ' ' << left;
    }
}

TEST(Version, SortsTheSpecificationsChain)
{
    std::string_view const chain[] = {"122.1",   "123~rc1-1", "123",     "123-a",   "123-a.1", "123-1",
                                      "123-1.1", "123^post1", "123.a-1", "123.1-1", "123a-1",  "124-1"};
    for (std::size_t i = 0; i < std::size(chain); ++i)
        for (std::size_t k = 0; k < std::size(chain); ++k)
            EXPECT_EQ(relation(chain[i], chain[k]), i < k ? '<' : i > k ? '>' : '=') << chain[i] << ' ' << chain[k];
}

TEST(Version, ComparesNumbersOfAnyLength)
{
    EXPECT_EQ(relation("9", "10"), '<');
    EXPECT_EQ(relation("6.1.9", "6.1.10"), '<');
    EXPECT_EQ(relation("007", "7"), '=');
    EXPECT_EQ(relation("00018446744073709551616", "18446744073709551615"), '>');
    EXPECT_EQ(relation(std::string(500, '9'), "1" + std::string(500, '0')), '<');
}

TEST(Version, TakesAMissingNumberForZero)
{
    EXPECT_EQ(relation("1.", "1.0"), '=');
    EXPECT_EQ(relation("a", "0a"), '=');
    EXPECT_EQ(relation("a", "0-"), '>');
}

TEST(Version, EndsOnMarksAlone)
{
    EXPECT_EQ(relation("~~", "~"), '>'); // the end is looked for between two tildes
    EXPECT_EQ(relation("-^.-", "-^.-"), '=');
    EXPECT_EQ(relation("-^.-", "-^.^"), '<');
}
