// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/limine/report.h"

#include "tests/guests/limine/machine.h"

enum { COM1 = 0x3F8, LINE_STATUS = COM1 + 5, HOLDING_EMPTY = 0x20, ALL_EMPTY = 0x60, PATIENCE = 100000 };
enum { MOST_LINES = 60 }; /* one broken promise can fail a thousand checks */

/* In .data: they count before .bss is known to be zero. */
static unsigned good_checks __attribute__((section(".data"))) = 0, bad_checks __attribute__((section(".data"))) = 0;

void open_com1(void)
{
    out8(COM1 + 1, 0);
    out8(COM1 + 3, 0x80);
    out8(COM1, 1); /* 115200 baud */
    out8(COM1 + 1, 0);
    out8(COM1 + 3, 3);
    out8(COM1 + 2, 7);
    out8(COM1 + 4, 3);
}

static void wait_for(u8 bits)
{
    for (int i = 0; i < PATIENCE && (in8(LINE_STATUS) & bits) != bits; ++i) {}
}

static void put(char character)
{
    wait_for(HOLDING_EMPTY);
    out8(COM1, (u8)character);
}

void text(char const* words)
{
    for (; *words; ++words) {
        if (*words == '\n')
            put('\r');
        put(*words);
    }
}

static void digits(u64 value, unsigned base)
{
    char buffer[20];
    int count = 0;
    do {
        buffer[count++] = "0123456789ABCDEF"[value % base];
        value /= base;
    } while (value);
    while (count)
        put(buffer[--count]);
}

void decimal(u64 value)
{
    digits(value, 10);
}

void hex(u64 value)
{
    digits(value, 16);
    put('h');
}

static int count_and_begin(int good, char const* what)
{
    if (good) {
        ++good_checks;
        return 0;
    }
    if (++bad_checks > MOST_LINES)
        return 0;
    text("bad: ");
    text(what);
    return 1;
}

void check(int good, char const* what)
{
    if (count_and_begin(good, what))
        text("\n");
}

void check_numbers(int good, char const* what, u64 got, u64 wanted)
{
    if (!count_and_begin(good, what))
        return;
    text(": ");
    hex(got);
    text(", not ");
    hex(wanted);
    text("\n");
}

void check_is(u64 got, u64 wanted, char const* what)
{
    check_numbers(got == wanted, what, got, wanted);
}

void info(char const* what, u64 value)
{
    text("info: ");
    text(what);
    text(" ");
    hex(value);
    text("\n");
}

void info_text(char const* what, char const* words)
{
    text("info: ");
    text(what);
    text(" ");
    text(words);
    text("\n");
}

__attribute__((noreturn)) void leave(void)
{
    text("PROBE: ");
    decimal(good_checks);
    text(" ok, ");
    decimal(bad_checks);
    text(" bad\n");
    wait_for(ALL_EMPTY);
    out8(0xF4, bad_checks ? 0x12 : 0x10);
    for (;;)
        __asm__ volatile("cli; hlt");
}
