// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Date at Boot Feature", "Bootloader Performance Feature", "TSC Frequency Feature". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, CENTURY, CLOCK_REGISTERS };
enum { INDEX = 0x70, DATA = 0x71, STATUS_A = 0x0A, STATUS_B = 0x0B, UPDATING = 0x80, BINARY = 4, HOURS_24 = 2 };
enum { LONGEST_BOOT = 120, TRIES = 100000 };

static u8 read_cmos(u8 index)
{
    out8(INDEX, index);
    return in8(DATA);
}

static void read_registers(u8 registers[CLOCK_REGISTERS])
{
    static u8 const at[CLOCK_REGISTERS] = {0, 2, 4, 7, 8, 9, 0x32};
    for (int i = 0; i < CLOCK_REGISTERS; ++i)
        registers[i] = read_cmos(at[i]);
}

/* Twice the same, so that no update is in between. */
static void read_stable_registers(u8 registers[CLOCK_REGISTERS])
{
    u8 again[CLOCK_REGISTERS];
    for (int tries = 0; tries < TRIES; ++tries) {
        for (int i = 0; i < TRIES && read_cmos(STATUS_A) & UPDATING; ++i) {}
        read_registers(registers);
        read_registers(again);
        if (!memcmp(registers, again, sizeof again))
            return;
    }
}

/* The PC's clock, as seconds since 1970. */
static u64 now(void)
{
    static u16 const days_before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    u8 r[CLOCK_REGISTERS];
    read_stable_registers(r);
    u8 const status = read_cmos(STATUS_B);
    int const is_afternoon = r[HOUR] & 0x80;
    r[HOUR] &= 0x7F;
    if (!(status & BINARY))
        for (int i = 0; i < CLOCK_REGISTERS; ++i)
            r[i] = (u8)((r[i] >> 4) * 10 + (r[i] & 15));
    if (!(status & HOURS_24))
        r[HOUR] = (u8)(r[HOUR] % 12 + (is_afternoon ? 12 : 0));
    u64 const year = (r[CENTURY] >= 19 && r[CENTURY] <= 21 ? r[CENTURY] : 20) * 100u + r[YEAR];
    u64 days = (year - 1970) * 365 + (year - 1969) / 4 + days_before[(r[MONTH] - 1) % 12] + r[DAY] - 1u;
    if (year % 4 == 0 && r[MONTH] > 2)
        ++days;
    return ((days * 24 + r[HOUR]) * 60 + r[MINUTE]) * 60 + r[SECOND];
}

static void check_date(void)
{
    struct response_date const* const response = answered(asked.date, sizeof *response, "date at boot", REQUIRED);
    if (!response)
        return;
    u64 const boot = (u64)response->timestamp, here = now();
    info("date at boot", boot);
    check_numbers(boot <= here + 2 && boot + LONGEST_BOOT >= here, "date at boot: at most two minutes ago", boot, here);
}

/* In ticks a second, against channel 2 of the interval timer: 20 ms. */
static u64 measure_tsc(void)
{
    u32 const count = 1193182 / 50;
    out8(0x61, (u8)((in8(0x61) & ~2) | 1));
    out8(0x43, 0xB0);
    out8(0x42, (u8)count);
    out8(0x42, (u8)(count >> 8));
    u64 const begin = rdtsc();
    for (u64 i = 0; i < 50000000 && !(in8(0x61) & 0x20); ++i) {}
    return (rdtsc() - begin) * 50;
}

static u64 distance(u64 a, u64 b)
{
    return a > b ? a - b : b - a;
}

static void check_tsc(void)
{
    enum { MEASUREMENTS = 5, FACTOR = 8 }; /* an emulator on a busy host stretches time: the best measurement counts */
    struct response_tsc const* const response = answered(asked.tsc, sizeof *response, "TSC frequency", OPTIONAL);
    if (!response)
        return;
    u64 here = measure_tsc();
    for (int i = 1; i < MEASUREMENTS; ++i) {
        u64 const again = measure_tsc();
        if (distance(again, response->frequency) < distance(here, response->frequency))
            here = again;
    }
    info("TSC frequency", response->frequency);
    info("TSC frequency, measured here", here);
    CHECK(response->frequency > here / FACTOR && response->frequency / FACTOR < here,
          "TSC frequency: within a factor of eight");
}

void check_times(void)
{
    check_date();
    struct response_performance const* const times =
        answered(asked.performance, sizeof *times, "bootloader performance", OPTIONAL);
    if (times) {
        CHECK(times->reset_usec <= times->init_usec && times->init_usec <= times->exec_usec, "performance: in order");
        CHECK(times->exec_usec != 0, "performance: the kernel begins after the reset");
        info("performance: microseconds in the loader", times->exec_usec - times->init_usec);
    }
    check_tsc();
}
