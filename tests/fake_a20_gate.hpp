// SPDX-License-Identifier: BSD-2-Clause
// Simulates an A20 gate, and the three ways to open it, each of which may have no effect: BIOS, port 92h, keyboard
// controller.
// IBM PS/2 Hardware Interface Technical Reference, "System Control Port A", "Keyboard and Auxiliary Device Controller".
#pragma once

#include "tests/fake_machine.hpp"

class FakeA20Gate {
public:
    enum class Way { works, lies, absent }; // lies: says yes and does nothing

    explicit FakeA20Gate(FakeMachine& machine)
    {
        machine.a20_is_open = [this] { return is_open(); };
        machine.on_interrupt(0x15, [this](bios::Registers const& input) { return serve(input); });
        machine.ports[0x92] = {[this] { return port_92 == Way::absent ? std::uint8_t{0xFF} : control; },
                               [this](std::uint8_t value) { write_control(value); }};
        machine.ports[0x64] = {[this] { return status(); }, [this](std::uint8_t value) { command = value; }};
        machine.ports[0x60] = {[this] { return take(); }, [this](std::uint8_t value) { write_data(value); }};
    }
    FakeA20Gate(FakeA20Gate const&) = delete;
    FakeA20Gate& operator=(FakeA20Gate const&) = delete;

    Way bios = Way::absent;
    Way port_92 = Way::absent;
    Way keyboard = Way::absent;
    int swing = 0;               // so many tests of memory until the gate has opened
    std::uint8_t control = 0x00; // what port 92h holds

    // The keyboard controller:
    int busy = 0;       // it takes nothing for so many looks
    int characters = 0; // so many bytes are waiting to be taken

    bool open = false;

private:
    bool is_open() { return open && swing-- <= 0; }

    bios::Registers serve(bios::Registers const& input)
    {
        if (input.ax() != 0x2401 || bios == Way::absent)
            return with_carry(wreckage());
        open = open || bios == Way::works;
        auto reply = wreckage();
        reply.eax = 0;
        return reply;
    }

    void write_control(std::uint8_t value)
    {
        control = value;
        open = port_92 == Way::works ? (value & 2) != 0 : open;
    }

    std::uint8_t status()
    {
        constexpr std::uint8_t output_full = 1;
        constexpr std::uint8_t input_full = 2;
        if (keyboard == Way::absent)
            return 0xFF;
        bool const takes_nothing = busy > 0 && busy-- > 0;
        return static_cast<std::uint8_t>((characters > 0 ? output_full : 0) | (takes_nothing ? input_full : 0));
    }

    std::uint8_t take()
    {
        characters -= characters > 0;
        return 0x1C;
    }

    void write_data(std::uint8_t value)
    {
        if (command == 0xD1 && keyboard == Way::works && busy == 0)
            open = (value & 2) != 0;
        command = 0;
    }

    std::uint8_t command = 0;
};
