// SPDX-License-Identifier: 0BSD
#include "console.h"

enum { columns = 80, cells = 80 * 25, blank = 0x0F20 }; // white on black

enum { com1 = 0x3F8, line_status = com1 + 5, can_send = 0x20, all_sent = 0x40 };

static uint16_t volatile* screen;
static unsigned place;

static void out(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void wait_for_com1(uint8_t wanted)
{
    uint8_t status = 0;
    for (int looks = 0; looks < 50000 && (status & wanted) == 0; ++looks)
        __asm__ volatile("inb %1, %0" : "=a"(status) : "Nd"((uint16_t)line_status));
}

void open_com1(void)
{
    wait_for_com1(all_sent); // the loader's last words
    out(com1 + 1, 0);        // no interrupts
    out(com1 + 3, 0x80);     // the next two are the divisor of 115200 baud
    out(com1, 1);
    out(com1 + 1, 0);
    out(com1 + 3, 3); // 8 bits, no parity, 1 stop bit
    out(com1 + 2, 7); // empty FIFOs
    out(com1 + 4, 3); // ready
}

void open_screen(uint64_t address)
{
    screen = (uint16_t volatile*)address;
    for (place = 0; place < cells; ++place)
        screen[place] = blank;
    place = 0;
}

static void show(char character)
{
    if (character == '\n')
        place += columns - place % columns;
    else
        screen[place++] = (uint16_t)(0x0F00 | (uint8_t)character);
    if (place < cells)
        return;
    for (place = cells; place > cells - columns;) // the last line again, empty
        screen[--place] = blank;
}

static void print_character(char character)
{
    if (character == '\n') {
        wait_for_com1(can_send);
        out(com1, '\r');
    }
    wait_for_com1(can_send);
    out(com1, (uint8_t)character);
    if (screen != 0)
        show(character);
}

void print(char const* words)
{
    for (; *words != '\0'; ++words)
        print_character(*words);
}

static void print_hexadecimal(uint64_t number)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        print_character("0123456789ABCDEF"[number >> shift & 15]);
}

void print_range(uint64_t base, uint64_t length, char const* kind)
{
    print_hexadecimal(base);
    print(" to ");
    print_hexadecimal(base + length - 1);
    print(" ");
    print(kind);
    print("\n");
}
