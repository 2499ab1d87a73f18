// SPDX-License-Identifier: BSD-2-Clause
// Tests the counter in the name of a boot entry's file, and the decimal numbers in it.
#include "stage2/entries/boot_counter.hpp"

#include "stage2/entries/decimal.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

void expect_name(std::string_view file_name, std::string_view id, std::uint32_t left, std::uint32_t done)
{
    auto const name = boot_counter::parse(file_name);
    EXPECT_EQ(name.id, id) << file_name;
    EXPECT_EQ(name.left, left) << file_name;
    EXPECT_EQ(name.done, done) << file_name;
    EXPECT_TRUE(name.is_counted()) << file_name;
    EXPECT_EQ(name.is_exhausted(), left == 0) << file_name;
}

void expect_no_counter(std::string_view file_name, std::string_view id)
{
    auto const name = boot_counter::parse(file_name);
    EXPECT_EQ(name.id, id) << file_name;
    EXPECT_FALSE(name.is_counted()) << file_name;
    EXPECT_FALSE(name.is_exhausted()) << file_name;
}

// The examples are the specification's and those of systemd's "Automatic Boot Assessment".
TEST(BootCounter, IsOneNumberOrTwoBeforeTheSuffix)
{
    expect_name("foobar+3.conf", "foobar", 3, 0);
    expect_name("foobar+2-1.conf", "foobar", 2, 1);
    expect_name("foobar+0-3.CONF", "foobar", 0, 3);
    expect_name("foobar+4-0.conf", "foobar", 4, 0);
    expect_name("foobar+0.conf", "foobar", 0, 0);
    expect_name("foobar+00-007.conf", "foobar", 0, 7);
    expect_name("foobar+2147483647-2147483647.conf", "foobar", 0x7FFF'FFFF, 0x7FFF'FFFF);
    expect_name("foobar+3", "foobar", 3, 0); // a pattern may leave out the suffix
}

TEST(BootCounter, FollowsTheLastPlus)
{
    expect_name("foo+bar+3.conf", "foo+bar", 3, 0);
    expect_name("foo+2-1+3.conf", "foo+2-1", 3, 0);
    expect_name("foo++3.conf", "foo+", 3, 0);
}

TEST(BootCounter, WhatLooksOtherwiseBelongsToTheId)
{
    for (std::string const id : {"foo",
                                 "foo+",
                                 "foo+x",
                                 "foo+3x",
                                 "foo+x3",
                                 "foo+-3",
                                 "foo+3-",
                                 "foo+3-x",
                                 "foo+3-1-1",
                                 "foo+3.1",
                                 "foo+ 3",
                                 "foo+3 ",
                                 "foo-3",
                                 "foo+3+",
                                 "foo+3+x",
                                 "foo+2147483648",
                                 "foo+1-2147483648",
                                 "foo+4294967296",
                                 "foo+99999999999999999999",
                                 "foo+3.conf"})
        expect_no_counter(id + ".conf", id);
}

TEST(BootCounter, NeedsAnIdBeforeIt)
{
    expect_no_counter("+3.conf", "+3");
    expect_no_counter(".conf", "");
    expect_no_counter("", "");
}

TEST(Decimal, TakesDigitsOffTheFront)
{
    std::string_view text = "0042x7";
    EXPECT_EQ(decimal::take(text, 42), 42u);
    EXPECT_EQ(text, "x7");
    EXPECT_EQ(decimal::take(text, 42), std::nullopt);
    EXPECT_EQ(text, "x7");
    text = "";
    EXPECT_EQ(decimal::take(text, 42), std::nullopt);
}

TEST(Decimal, RefusesWhatIsAboveTheLimit)
{
    for (auto const& [digits, most, fits] : {std::tuple{"42", 42u, true},
                                             {"43", 42u, false},
                                             {"420", 42u, false},
                                             {"65535", 65535u, true},
                                             {"65536", 65535u, false},
                                             {"2147483647", 0x7FFF'FFFFu, true},
                                             {"2147483648", 0x7FFF'FFFFu, false},
                                             {"21474836470", 0x7FFF'FFFFu, false},
                                             {"4294967296", 0x7FFF'FFFFu, false},
                                             {"18446744073709551616", 0x7FFF'FFFFu, false}}) {
        std::string_view text = digits;
        EXPECT_EQ(decimal::take(text, most).has_value(), fits) << digits;
    }
}

} // namespace
