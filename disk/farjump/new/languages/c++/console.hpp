// SPDX-License-Identifier: 0BSD
// Prints on the text screen and on COM1.
#pragma once
#include <cstdint>

class Console {
public:
    // Sets COM1 to 115200 baud. Only for loaders that do not promise a serial line that works.
    static void open_com1()
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

    // Clears the text screen, whose memory is mapped at this address. Before, everything is printed on COM1 only.
    void open_screen(std::uint64_t address)
    {
        screen_ = reinterpret_cast<std::uint16_t volatile*>(address);
        for (unsigned i = 0; i < cells; ++i)
            screen_[i] = blank;
    }

    void print(char const* words)
    {
        for (; *words != '\0'; ++words) {
            if (*words == '\n')
                send('\r');
            send(*words);
            if (screen_ != nullptr)
                show(*words);
        }
    }

    // "FIRST to LAST KIND"
    void print_range(std::uint64_t base, std::uint64_t length, char const* kind)
    {
        print_hexadecimal(base);
        print(" to ");
        print_hexadecimal(base + length - 1);
        print(" ");
        print(kind);
        print("\n");
    }

private:
    static constexpr unsigned columns = 80, cells = 80 * 25;
    static constexpr std::uint16_t white = 0x0F00, blank = white | ' ';
    static constexpr std::uint16_t com1 = 0x3F8, line_status = com1 + 5;
    static constexpr std::uint8_t can_send = 0x20, all_sent = 0x40;

    static void out(std::uint16_t port, std::uint8_t value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }

    static void wait_for_com1(std::uint8_t wanted)
    {
        std::uint8_t status = 0;
        for (int looks = 0; looks < 50000 && (status & wanted) == 0; ++looks)
            asm volatile("inb %1, %0" : "=a"(status) : "Nd"(line_status));
    }

    static void send(char character)
    {
        wait_for_com1(can_send);
        out(com1, static_cast<std::uint8_t>(character));
    }

    void show(char character)
    {
        if (character == '\n')
            place_ += columns - place_ % columns;
        else
            screen_[place_++] = static_cast<std::uint16_t>(white | static_cast<std::uint8_t>(character));
        if (place_ < cells)
            return;
        place_ = cells - columns; // the last line again, empty
        for (unsigned i = place_; i < cells; ++i)
            screen_[i] = blank;
    }

    void print_hexadecimal(std::uint64_t number)
    {
        char words[17]{};
        for (int i = 0; i < 16; ++i)
            words[i] = "0123456789ABCDEF"[number >> (60 - 4 * i) & 15];
        print(words);
    }

    std::uint16_t volatile* screen_ = nullptr;
    unsigned place_ = 0;
};
