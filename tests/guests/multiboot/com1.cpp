// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/multiboot/com1.hpp"

namespace guest {

void out8(std::uint16_t port, std::uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

std::uint8_t in8(std::uint16_t port)
{
    std::uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

namespace com1 {
namespace {

// National Semiconductor PC16550D, "Registers".
constexpr std::uint16_t PORT = 0x3F8;
constexpr std::uint16_t INTERRUPTS = PORT + 1, LINE_CONTROL = PORT + 3, LINE_STATUS = PORT + 5;
constexpr std::uint8_t DIVISOR_ACCESS = 0x80, EIGHT_BITS = 3, CAN_SEND = 0x20;
constexpr std::uint32_t PATIENCE = 1'000'000; // reads of the status: far longer than one character takes

void send(char character)
{
    for (std::uint32_t reads = 0; reads < PATIENCE && !(in8(LINE_STATUS) & CAN_SEND); ++reads) {}
    out8(PORT, static_cast<std::uint8_t>(character));
}

} // namespace

void set_up()
{
    out8(INTERRUPTS, 0);
    out8(LINE_CONTROL, DIVISOR_ACCESS);
    out8(PORT, 1);
    out8(PORT + 1, 0);
    out8(LINE_CONTROL, EIGHT_BITS);
}

void print_text(char const* text)
{
    for (; *text; ++text) {
        if (*text == '\n')
            send('\r');
        send(*text);
    }
}

void print_hex(std::uint64_t number)
{
    int shift = number >> 32 ? 60 : 28;
    for (; shift >= 0; shift -= 4)
        send("0123456789ABCDEF"[number >> shift & 15]);
    send('h');
}

void print_decimal(std::uint32_t number)
{
    if (number >= 10)
        print_decimal(number / 10);
    send(static_cast<char>('0' + number % 10));
}

} // namespace com1
} // namespace guest
