// SPDX-License-Identifier: BSD-2-Clause
// The date and time: INT 1Ah AH=02h and AH=04h. AH=00h (ticks since midnight) is not used, because it clears the BIOS's
// midnight flag, which belongs to the system that keeps the date. Ralf Brown's Interrupt List, INT 1Ah.
#include "stage2/bios/clock.hpp"

#include "stage2/bios/call.hpp"

#include <array>
#include <optional>

namespace bios {

namespace {

using farjump::WallClock;

// The clock is busy (carry) for 2 ms each second, and midnight may pass between two calls.
constexpr int most_tries = 16;

constexpr std::uint32_t not_a_number = 1'000'000; // larger than any limit below

// Converts two BCD digits.
constexpr std::uint32_t from_bcd(std::uint32_t byte)
{
    byte &= 0xFF;
    return (byte & 0xF) > 9 || byte > 0x99 ? not_a_number : (byte >> 4) * 10 + (byte & 0xF);
}
static_assert(from_bcd(0x59) == 59 && from_bcd(0x5A) == not_a_number && from_bcd(0xA0) == not_a_number);

constexpr std::uint32_t days_in(std::uint32_t month, std::uint32_t year)
{
    if (month == 2)
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

struct DateAndTime {
    Registers date; // CH century, CL year, DH month, DL day
    Registers time; // CH hour, CL minute, DH second
};

// Reads the date before and after the time. If both are equal, midnight did not pass between them.
std::optional<DateAndTime> ask()
{
    for (int tries = 0; tries < most_tries; ++tries) {
        auto const before = call(0x1A, {.eax = 0x0400});
        if (before.carry())
            continue;
        auto const time = call(0x1A, {.eax = 0x0200});
        auto const after = call(0x1A, {.eax = 0x0400});
        if (!time.carry() && !after.carry() && before.cx() == after.cx() && before.dx() == after.dx())
            return DateAndTime{after, time};
    }
    return std::nullopt;
}

// Some BIOSes do not store the century and always report 19. There were no PCs before 1980.
std::uint32_t year_of(Registers const& date)
{
    auto const year = from_bcd(date.ecx >> 8) * 100 + from_bcd(date.ecx);
    return year >= 1900 && year < 1980 ? year + 100 : year;
}

bool is_possible(std::uint32_t year, std::uint32_t month, std::uint32_t day, Registers const& time)
{
    return year >= 1980 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(month, year) &&
           from_bcd(time.ecx >> 8) < 24 && from_bcd(time.ecx) < 60 && from_bcd(time.edx >> 8) < 60;
}

} // namespace

WallClock read_clock()
{
    auto const told = ask();
    if (!told)
        return {};
    auto const year = year_of(told->date);
    auto const month = from_bcd(told->date.edx >> 8);
    auto const day = from_bcd(told->date.edx);
    if (!is_possible(year, month, day, told->time))
        return {};
    return {.year = static_cast<std::uint16_t>(year),
            .month = static_cast<std::uint8_t>(month),
            .day = static_cast<std::uint8_t>(day),
            .hour = static_cast<std::uint8_t>(from_bcd(told->time.ecx >> 8)),
            .minute = static_cast<std::uint8_t>(from_bcd(told->time.ecx)),
            .second = static_cast<std::uint8_t>(from_bcd(told->time.edx >> 8)),
            .padding = 0};
}

} // namespace bios
