// COM1, without interrupts: a 16550 UART at 115,200 baud, 8N1. National Semiconductor PC16550D, "Registers".
#pragma once

#include "include/x86/port.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace x86 {

// Address of COM1's port in the BIOS data area, a word; 0 if the BIOS found no port. IBM, "PS/2 and PC BIOS
// Interface Technical Reference", "Data Areas".
inline constexpr std::uint32_t com1_word = 0x400;

inline constexpr std::uint16_t com1_usual = 0x3F8;

// `word` if it is one of the four usual ports, otherwise the first of them: another port may not be a UART.
constexpr std::uint16_t com1_port(std::uint16_t word)
{
    constexpr std::array<std::uint16_t, 3> others{0x2F8, 0x3E8, 0x2E8};
    return std::find(others.begin(), others.end(), word) == others.end() ? com1_usual : word;
}

// A UART that may be missing or stuck: each wait ends after `patience` reads of the status, and the first wait that
// times out ends all output, so that a broken port does not stop the boot.
class Serial {
public:
    // Configures the UART and detects whether there is one: a missing port always reads FFh, or 00h. `port` is the
    // first of its eight registers.
    void open(std::uint16_t port)
    {
        base_ = port;
        x86::out8(base_ + scratch, 0x5A);
        bool const keeps_scratch = x86::in8(base_ + scratch) == 0x5A;
        if (keeps_scratch)
            drain();
        x86::out8(base_ + line_control, divisor_latch | eight_bits);
        x86::out8(base_ + divisor_low, 1); // 115,200 baud
        x86::out8(base_ + divisor_high, 0);
        x86::out8(base_ + line_control, eight_bits);
        x86::out8(base_ + fifo_control, 0x07);  // both FIFOs on and empty
        x86::out8(base_ + modem_control, 0x03); // DTR and RTS: ready
        x86::out8(base_ + interrupt_enable, 0);
        present_ = keeps_scratch && x86::in8(base_ + line_status) != 0xFF;
    }

    bool present() const { return present_; }

    // The character received, if there is one. A break and a character with a parity or framing error, as from a device
    // of another speed (a serial mouse), are returned as NUL, which nobody types.
    std::optional<char> receive()
    {
        if (!present_)
            return std::nullopt;
        auto const status = x86::in8(base_ + line_status);
        if (!(status & data_ready))
            return std::nullopt;
        auto const character = static_cast<char>(x86::in8(base_ + data));
        return status & not_whole ? '\0' : character;
    }

    void write(char character)
    {
        if (character == '\n')
            send('\r');
        send(character);
    }

    void write(std::string_view words)
    {
        for (char const character : words)
            write(character);
    }

private:
    enum Register : std::uint16_t {
        data = 0,
        divisor_low = 0, // while the divisor latch is open
        interrupt_enable = 1,
        divisor_high = 1, // while the divisor latch is open
        fifo_control = 2,
        line_control = 3,
        modem_control = 4,
        line_status = 5,
        scratch = 7,
    };
    static constexpr std::uint8_t divisor_latch = 0x80; // DLAB
    static constexpr std::uint8_t eight_bits = 0x03;
    static constexpr std::uint8_t data_ready = 0x01;        // DR
    static constexpr std::uint8_t not_whole = 0x1C;         // PE, FE, BI of the next character
    static constexpr std::uint8_t transmitter_empty = 0x20; // THRE
    static constexpr std::uint8_t transmitter_idle = 0x40;  // TEMT

    // A port read takes about a microsecond on the ISA bus, a character at 115,200 baud takes 87 microseconds.
    static constexpr std::uint32_t patience = 50'000;

    // The reset of the FIFOs would drop the last characters of the program that used the port before.
    void drain()
    {
        for (std::uint32_t looks = 0; looks < patience; ++looks)
            if (x86::in8(base_ + line_status) & transmitter_idle)
                return;
    }

    void send(char character)
    {
        for (std::uint32_t looks = 0; present_; ++looks) {
            if (x86::in8(base_ + line_status) & transmitter_empty) {
                x86::out8(base_ + data, static_cast<std::uint8_t>(character));
                return;
            }
            present_ = looks < patience;
        }
    }

    std::uint16_t base_ = 0;
    bool present_ = false;
};

} // namespace x86
