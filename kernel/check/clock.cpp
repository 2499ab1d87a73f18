// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the wall clock: boot_info.hpp, WallClock.

#include "kernel/check/check.hpp"

namespace check {
namespace {

using farjump::WallClock;

bool is_unknown(WallClock const& clock)
{
    return (clock.year | clock.month | clock.day | clock.hour | clock.minute | clock.second) == 0;
}

bool is_date(WallClock const& clock)
{
    constexpr std::uint8_t days[]{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool const leap = clock.year % 4 == 0 && (clock.year % 100 != 0 || clock.year % 400 == 0);
    return clock.year >= 1980 && clock.month >= 1 && clock.month <= 12 && clock.day >= 1 &&
           clock.day <= days[clock.month - 1] + (leap && clock.month == 2 ? 1 : 0);
}

} // namespace

void clock(Report& report, Evidence const& evidence)
{
    auto const& clock = evidence.info.clock;
    report.promise("the date is one of the calendar, or all is unknown and 0", is_unknown(clock) || is_date(clock));
    report.promise("the time is one of a day", clock.hour < 24 && clock.minute < 60 && clock.second < 60);
    report.equal("the padding behind it is 0", clock.padding, 0);
}

} // namespace check
