// SPDX-License-Identifier: BSD-2-Clause
// COM1, without interrupts: a 16550 UART at 115,200 baud, 8N1. National Semiconductor PC16550D, "Registers".
#pragma once

#include "include/x86/port.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
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
        bool const keeps_scratch = attach(port);
        if (keeps_scratch)
            drain();
        was_called_ = keeps_scratch && has_character();
        x86::out8(base_ + line_control, divisor_latch | eight_bits);
        x86::out8(base_ + divisor_low, 1); // 115,200 baud
        x86::out8(base_ + divisor_high, 0);
        x86::out8(base_ + line_control, eight_bits);
        x86::out8(base_ + fifo_control, 0x07); // both FIFOs on and empty
        burst_ = (x86::in8(base_ + interrupt_identification) & fifos_work) == fifos_work ? most_at_once : 1;
        x86::out8(base_ + modem_control, 0x03); // DTR and RTS: ready
        x86::out8(base_ + interrupt_enable, 0);
        present_ = keeps_scratch && x86::in8(base_ + line_status) != 0xFF;
    }

    bool present() const { return present_; }

    // Whether a whole character waits, or one waited at open(), which drops it.
    bool has_received() const { return present_ && (was_called_ || has_character()); }

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

    enum class Wait : bool { no, yes };

    // Sends the beginning of `words`: as much as the empty transmitter takes, at most `most_at_once` characters. Returns
    // the number; 0 if the transmitter is not empty, which with Wait::yes means that it is stuck.
    std::size_t write_part(std::string_view words, Wait wait)
    {
        if (words.empty())
            return 0;
        std::size_t taken = 0;
        do {
            if (!(wait == Wait::yes ? await_transmitter() : can_send()))
                return 0;
            for (auto room = burst_; room != 0 && taken != words.size(); --room) {
                begins_line_ = words[taken] == '\n' && !begins_line_;
                x86::out8(base_ + data, static_cast<std::uint8_t>(begins_line_ ? '\r' : words[taken]));
                taken += !begins_line_;
            }
        } while (taken == 0 && wait == Wait::yes); // without a FIFO, only the carriage return of a line feed was sent
        return taken;
    }

    // Ends the line that write_part() left unfinished. Does not wait: the FIFO has room for that.
    void break_line()
    {
        if (!present_ || burst_ != most_at_once)
            return;
        x86::out8(base_ + data, '\r');
        x86::out8(base_ + data, '\n');
    }

    // True if print() writes to the UART at `port`. Its state stays, and the characters do not leave it.
    template <typename Print>
    bool is_written_by(std::uint16_t port, Print print)
    {
        if (!attach(port))
            return false;
        auto const control = x86::in8(base_ + modem_control);
        x86::out8(base_ + modem_control, control | loopback);
        discard_input();
        print();
        bool const written = discard_input();
        x86::out8(base_ + modem_control, control);
        return written;
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
        divisor_high = 1,             // while the divisor latch is open
        interrupt_identification = 2, // read
        fifo_control = 2,             // written
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
    static constexpr std::uint8_t loopback = 0x10;          // in the modem control register: sends to itself
    static constexpr std::uint8_t fifos_work = 0xC0;        // not in the 8250, 16450 and the first 16550
    static constexpr std::size_t fifo_size = 16;
    static constexpr std::size_t most_at_once = fifo_size - 2; // and break_line()

    // A port read takes about a microsecond on the ISA bus, a character at 115,200 baud takes 87 microseconds.
    static constexpr std::uint32_t patience = 50'000;

    // The reset of the FIFOs would drop the last characters of the program that used the port before.
    void drain()
    {
        for (std::uint32_t looks = 0; looks < patience; ++looks)
            if (x86::in8(base_ + line_status) & transmitter_idle)
                return;
    }

    // True if there was any. More than two FIFOs of characters are no echo.
    bool discard_input()
    {
        std::size_t count = 0;
        while (count < 2 * fifo_size && x86::in8(base_ + line_status) & data_ready) {
            x86::in8(base_ + data);
            ++count;
        }
        return count != 0;
    }

    // Uses the UART at `port`, which is not set up yet. False if there is none.
    bool attach(std::uint16_t port)
    {
        base_ = port;
        present_ = false;
        x86::out8(base_ + scratch, 0x5A);
        return x86::in8(base_ + scratch) == 0x5A;
    }

    bool has_character() const { return (x86::in8(base_ + line_status) & (data_ready | not_whole)) == data_ready; }

    bool can_send() const { return present_ && x86::in8(base_ + line_status) & transmitter_empty; }

    bool await_transmitter()
    {
        for (std::uint32_t looks = 0; present_; ++looks) {
            if (can_send())
                return true;
            present_ = looks < patience;
        }
        return false;
    }

    void send(char character)
    {
        if (await_transmitter())
            x86::out8(base_ + data, static_cast<std::uint8_t>(character));
    }

    std::uint16_t base_ = 0;
    std::size_t burst_ = 1;    // characters that the empty transmitter takes
    bool begins_line_ = false; // the carriage return before a line feed is sent
    bool present_ = false;
    bool was_called_ = false;
};

} // namespace x86
