// SPDX-License-Identifier: BSD-2-Clause
// Tests date and time from BIOSes with a clock, without one, and with nonsense in it.
#include "stage2/bios/clock.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using bios::Registers;

// What INT 1Ah answers, in binary-coded decimal digits.
struct Moment {
    std::uint32_t century_year, month_day, hour_minute, second;
};

struct ClockTest : testing::Test {
    ClockTest()
    {
        machine.on_interrupt(0x1A, [this](Registers const& input) { return answer(input); });
    }

    Registers answer(Registers reply)
    {
        ++asked;
        if (busy > 0) {
            --busy;
            return with_carry(reply);
        }
        auto const& now = moments[std::min(next++, moments.size() - 1)];
        switch (reply.ah()) {
        case 2:
            reply = wreckage();
            reply.ecx = 0xDEAD'0000 | now.hour_minute;
            reply.edx = 0xDEAD'0000 | now.second << 8;
            return without_carry(reply);
        case 4:
            reply = wreckage();
            reply.ecx = 0xDEAD'0000 | now.century_year;
            reply.edx = 0xDEAD'0000 | now.month_day;
            return without_carry(reply);
        default: ADD_FAILURE() << "INT 1Ah AH=" << int{reply.ah()}; return with_carry(reply);
        }
    }

    std::vector<int> read()
    {
        auto const clock = bios::read_clock();
        EXPECT_EQ(clock.padding, 0);
        return {clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second};
    }
    void expect(Moment const& moment, std::vector<int> const& due)
    {
        moments = {moment};
        EXPECT_EQ(read(), due) << std::hex << moment.century_year << ' ' << moment.month_day << ' '
                               << moment.hour_minute << ' ' << moment.second;
    }
    void expect_unknown(Moment const& moment) { expect(moment, {0, 0, 0, 0, 0, 0}); }

    FakeMachine machine;
    std::vector<Moment> moments; // one for each call; the last one stays
    std::size_t next = 0;
    int busy = 0;
    int asked = 0;
};

TEST_F(ClockTest, TellsTheTime)
{
    expect({0x2031, 0x0203, 0x0405, 0x06}, {2031, 2, 3, 4, 5, 6});
    expect({0x1999, 0x1231, 0x2359, 0x59}, {1999, 12, 31, 23, 59, 59});
    expect({0x2000, 0x0101, 0x0000, 0x00}, {2000, 1, 1, 0, 0, 0});
}

TEST_F(ClockTest, KnowsTheCalendar)
{
    expect({0x2028, 0x0229, 0x1200, 0x00}, {2028, 2, 29, 12, 0, 0});
    expect({0x2000, 0x0229, 0x1200, 0x00}, {2000, 2, 29, 12, 0, 0});
    expect_unknown({0x2027, 0x0229, 0x1200, 0x00});
    expect_unknown({0x2100, 0x0229, 0x1200, 0x00});
    expect_unknown({0x2028, 0x0230, 0x1200, 0x00});
    expect_unknown({0x2028, 0x0431, 0x1200, 0x00});
    expect_unknown({0x2028, 0x0132, 0x1200, 0x00});
    expect_unknown({0x2028, 0x0100, 0x1200, 0x00});
    expect_unknown({0x2028, 0x0010, 0x1200, 0x00});
    expect_unknown({0x2028, 0x1301, 0x1200, 0x00});
}

TEST_F(ClockTest, DoesNotBelieveWhatCannotBe)
{
    expect_unknown({0x2028, 0x0101, 0x2400, 0x00});
    expect_unknown({0x2028, 0x0101, 0x0060, 0x00});
    expect_unknown({0x2028, 0x0101, 0x0000, 0x60});
    expect_unknown({0x202A, 0x0101, 0x0000, 0x00}); // not decimal
    expect_unknown({0xA028, 0x0101, 0x0000, 0x00});
    expect_unknown({0x2028, 0x0A01, 0x0000, 0x00});
    expect_unknown({0x2028, 0x010F, 0x0000, 0x00});
    expect_unknown({0x2028, 0x0101, 0x0B00, 0x00});
    expect_unknown({0x2028, 0x0101, 0x000C, 0x00});
    expect_unknown({0x2028, 0x0101, 0x0000, 0xFF});
    expect_unknown({0x0000, 0x0000, 0x0000, 0x00});
    expect_unknown({0x0028, 0x0101, 0x0000, 0x00});
}

TEST_F(ClockTest, KnowsThatTheCenturyMayBeMissing)
{
    expect({0x1926, 0x0101, 0x0000, 0x00}, {2026, 1, 1, 0, 0, 0});
    expect({0x1979, 0x0101, 0x0000, 0x00}, {2079, 1, 1, 0, 0, 0});
    expect({0x1980, 0x0101, 0x0000, 0x00}, {1980, 1, 1, 0, 0, 0});
}

// 23:59:59 belongs to the old day, 00:00:00 to the new one, and no mixture comes out.
TEST_F(ClockTest, IsNotConfusedByMidnight)
{
    Moment const before{0x2031, 0x1231, 0x2359, 0x59};
    Moment const after{0x2032, 0x0101, 0x0000, 0x00};
    for (std::size_t calls = 0; calls <= 4; ++calls) {
        moments.assign(calls, before);
        moments.push_back(after);
        next = 0;
        EXPECT_EQ(read(), calls < 3 ? (std::vector{2032, 1, 1, 0, 0, 0}) : (std::vector{2031, 12, 31, 23, 59, 59}))
            << calls;
    }
}

TEST_F(ClockTest, IsAskedAgainWhileItIsBusy)
{
    busy = 5;
    expect({0x2031, 0x0203, 0x0405, 0x06}, {2031, 2, 3, 4, 5, 6});
}

TEST_F(ClockTest, IsNotThereForEver)
{
    busy = 1'000'000;
    expect_unknown({0x2031, 0x0203, 0x0405, 0x06});
    EXPECT_LE(asked, 16);
}

// Each day is another one: the BIOS lies, and the questions end.
TEST_F(ClockTest, GivesUpOnADayThatNeverStays)
{
    for (std::uint32_t call = 0; call < 200; ++call)
        moments.push_back({0x2031, 0x0101 + call % 9, 0x0405, 0x06});
    EXPECT_EQ(read(), (std::vector{0, 0, 0, 0, 0, 0}));
    EXPECT_LE(asked, 48);
}

} // namespace
