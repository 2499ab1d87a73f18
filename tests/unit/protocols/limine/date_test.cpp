// SPDX-License-Identifier: BSD-2-Clause
// Tests the conversion of dates to UNIX seconds. The expected numbers are those of `date -u -d ... +%s`.
#include "stage2/protocols/limine/date.hpp"

#include <gtest/gtest.h>

namespace {

farjump::WallClock clock(std::uint16_t year, std::uint8_t month, std::uint8_t day)
{
    farjump::WallClock result{};
    result.year = year;
    result.month = month;
    result.day = day;
    return result;
}

TEST(LimineDate, CountsDays)
{
    EXPECT_EQ(limine::unix_seconds(clock(1970, 1, 1)), 0);
    EXPECT_EQ(limine::unix_seconds(clock(2000, 2, 29)), 951'782'400);
    EXPECT_EQ(limine::unix_seconds(clock(2000, 3, 1)), 951'868'800);
    EXPECT_EQ(limine::unix_seconds(clock(2023, 12, 31)), 1'703'980'800);
    EXPECT_EQ(limine::unix_seconds(clock(2024, 12, 31)), 1'735'603'200);
    EXPECT_EQ(limine::unix_seconds(clock(2099, 12, 31)), 4'102'358'400);
}

TEST(LimineDate, CountsSeconds)
{
    auto time = clock(2001, 9, 9);
    time.hour = 1;
    time.minute = 46;
    time.second = 40;
    EXPECT_EQ(limine::unix_seconds(time), 1'000'000'000);
}

TEST(LimineDate, WithoutAClockIs0)
{
    EXPECT_EQ(limine::unix_seconds({}), 0);
    EXPECT_EQ(limine::unix_seconds(clock(2024, 0, 1)), 0);
    EXPECT_EQ(limine::unix_seconds(clock(2024, 13, 1)), 0);
}

} // namespace
