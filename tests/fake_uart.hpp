// SPDX-License-Identifier: BSD-2-Clause
// Simulates a UART at COM1: working, missing, stuck, or without a receiver at the other end. PC16550D, "Registers".
#pragma once

#include "include/x86/serial.hpp"
#include "tests/fake_machine.hpp"

#include <string>

class FakeUart {
public:
    explicit FakeUart(FakeMachine& machine, std::uint16_t base = usual)
    {
        for (std::uint16_t offset = 0; offset < 8; ++offset)
            machine.ports[base + offset] = {[this, offset] { return read(offset); },
                                            [this, offset](std::uint8_t value) { write(offset, value); }};
    }
    FakeUart(FakeUart const&) = delete;
    FakeUart& operator=(FakeUart const&) = delete;

    enum class State { good, reads_ff, reads_00, stuck } state = State::good; // stuck: never ready to send
    int sends_until_stuck = -1; // it gets stuck after so many characters; -1: never
    bool has_fifos = true;
    std::uint32_t looks_per_character = 0; // reads of the line status until a character has left

    std::string sent;
    std::string received;       // characters waiting
    bool receives_junk = false; // they come with framing errors, as those of another speed do
    std::uint32_t divisor = 0;
    bool sent_before_set_up = false;
    int lost = 0; // characters that found no room

    static constexpr std::uint16_t usual = x86::com1_usual;
    static constexpr std::uint16_t line_status = usual + 5;

private:
    std::uint8_t read(std::uint16_t offset)
    {
        constexpr std::uint8_t empty_and_idle = 0x60;
        if (state == State::reads_ff || state == State::reads_00)
            return state == State::reads_ff ? 0xFF : 0x00;
        if (offset == 0 && !received.empty()) {
            auto const character = static_cast<std::uint8_t>(received.front());
            received.erase(0, 1);
            return character;
        }
        if (offset == 2) {
            constexpr std::uint8_t fifos_on = 0xC0, nothing_pending = 0x01;
            return static_cast<std::uint8_t>((has_fifos && registers_[2] & 1 ? fifos_on : 0) | nothing_pending);
        }
        if (offset == 5) {
            leaving_ -= leaving_ != 0;
            constexpr std::uint8_t data_ready = 0x01, framing_error = 0x08;
            auto const came = received.empty() ? 0 : receives_junk ? data_ready | framing_error : data_ready;
            return static_cast<std::uint8_t>((state == State::stuck || leaving_ != 0 ? 0 : empty_and_idle) | came);
        }
        return registers_[offset];
    }

    void write(std::uint16_t offset, std::uint8_t value)
    {
        bool const divisor_latch = registers_[3] & 0x80;
        registers_[offset] = value;
        if (divisor_latch && offset < 2)
            divisor = offset == 0 ? (divisor & 0xFF00) | value : (divisor & 0x00FF) | std::uint32_t{value} << 8;
        else if (offset == 0)
            send(value);
    }

    void send(std::uint8_t value)
    {
        if (registers_[4] & 0x10) { // loopback
            received += static_cast<char>(value);
            return;
        }
        sent_before_set_up = sent_before_set_up || divisor != 1 || registers_[3] != 0x03;
        auto const full = (has_fifos ? 16 : 1) * looks_per_character;
        lost += leaving_ + looks_per_character > full;
        leaving_ += looks_per_character;
        if (state == State::good)
            sent += static_cast<char>(value);
        if (sends_until_stuck > 0 && --sends_until_stuck == 0)
            state = State::stuck;
    }

    std::uint8_t registers_[8]{};
    std::uint32_t leaving_ = 0; // looks until all characters have left
};
