// SPDX-License-Identifier: BSD-2-Clause
// A date and time as UNIX seconds. The Open Group Base Specifications, "Seconds Since the Epoch".
#pragma once

#include "include/farjump/boot_info.hpp"

#include <cstdint>

namespace limine {

// The clock is taken as UTC. 0 if the BIOS has no clock (year 0). Valid up to 2099.
constexpr std::int64_t unix_seconds(farjump::WallClock const& clock)
{
    if (clock.year < 1970 || clock.month < 1 || clock.month > 12)
        return 0;
    constexpr std::uint16_t days_before[12]{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    auto const years = clock.year - 1970u;
    auto const leap_days = (years + 1) / 4; // of the years before this one
    bool const leap_day_passed = clock.year % 4 == 0 && clock.month > 2;
    auto const days =
        years * 365 + leap_days + days_before[clock.month - 1] + (leap_day_passed ? 1u : 0u) + clock.day - 1u;
    return ((std::int64_t{days} * 24 + clock.hour) * 60 + clock.minute) * 60 + clock.second;
}

} // namespace limine
