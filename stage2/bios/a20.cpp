// SPDX-License-Identifier: BSD-2-Clause
// The A20 gate: test, ask the BIOS, port 92h, the keyboard controller; test after each. Every wait is bounded.
// Ralf Brown's Interrupt List, INT 15h AX=2401h; IBM PS/2 Hardware Interface Technical Reference, "System Control Port
// A", "Keyboard and Auxiliary Device Controller".
#include "stage2/bios/a20.hpp"

#include "include/x86/port.hpp"
#include "stage2/bios/call.hpp"

#include <optional>

namespace a20 {

namespace {

// One port access takes about one microsecond. Some gates need many milliseconds to open.
constexpr std::uint32_t port_patience = 100'000;
constexpr std::uint32_t gate_patience = 200'000;
constexpr std::uint16_t delay_port = 0x80; // POST codes: a write has no effect but takes time

bool opens_soon()
{
    for (std::uint32_t looks = 0; looks < gate_patience; ++looks) {
        if (looks % 64 == 0 && is_open())
            return true;
        x86::out8(delay_port, 0);
    }
    return is_open();
}

bool by_bios()
{
    bios::call(0x15, {.eax = 0x2401}); // result ignored: some BIOSes report it wrongly, some do not know the function
    return is_open();
}

bool by_port_92()
{
    constexpr std::uint16_t port = 0x92;
    constexpr std::uint8_t reset = 1;
    constexpr std::uint8_t gate = 2;
    auto const value = x86::in8(port);
    if (value == 0xFF || (value & gate)) // port absent, or it reports an open gate that is closed
        return false;
    x86::out8(port, static_cast<std::uint8_t>((value | gate) & ~reset));
    return opens_soon();
}

namespace keyboard {

constexpr std::uint16_t data_port = 0x60;
constexpr std::uint16_t status_port = 0x64;
constexpr std::uint8_t output_full = 1;
constexpr std::uint8_t input_full = 2;
constexpr std::uint8_t absent = 0xFF;

// Waits until the controller accepts a byte, and discards its output (keys, mouse). False if it is absent or stuck.
bool ready()
{
    std::uint32_t silent = 0;
    for (std::uint32_t looks = 0; looks < port_patience; ++looks) {
        auto const status = x86::in8(status_port);
        if (status == absent && ++silent == 32)
            return false;
        if (status != absent && (status & output_full))
            x86::in8(data_port);
        else if (!(status & input_full))
            return true;
    }
    return false;
}

bool command(std::uint8_t byte)
{
    if (!ready())
        return false;
    x86::out8(status_port, byte);
    return true;
}

} // namespace keyboard

bool by_keyboard_controller()
{
    constexpr std::uint8_t write_output_port = 0xD1;
    constexpr std::uint8_t output_port_open = 0xDF; // A20 open, reset inactive
    constexpr std::uint8_t null_command = 0xFF;     // some USB keyboard emulations wait for this to end the sequence

    if (!keyboard::command(write_output_port) || !keyboard::ready())
        return false;
    x86::out8(keyboard::data_port, output_port_open);
    keyboard::command(null_command);
    return opens_soon();
}

} // namespace

std::string_view words(Method method)
{
    switch (method) {
    case Method::already_open: return "already open";
    case Method::bios: return "opened by the BIOS";
    case Method::port_92: return "opened by port 92h";
    case Method::keyboard_controller: return "opened by the keyboard controller";
    }
    return {};
}

namespace {

// Opens a gate that may be closed. Returns the method that worked; nothing if the gate stays closed.
std::optional<Method> open_by_any_method()
{
    // The controller is last: machines with a USB keyboard may hang or reset when it is accessed.
    for (int round = 0; round < 2; ++round) {
        if (by_bios())
            return Method::bios;
        if (by_port_92())
            return Method::port_92;
        if (by_keyboard_controller())
            return Method::keyboard_controller;
    }
    return std::nullopt;
}

std::optional<Method> open_and_watch();

// Reports no error: this may run while the BIOS prints another error, which must not be replaced. keep_open() reports a
// closed gate before memory above 1 MiB is accessed.
void open_again()
{
    if (!is_open())
        open_and_watch();
}

// Some BIOSes close the gate in any of their services, so from now on the gate is tested after each BIOS call.
std::optional<Method> open_and_watch()
{
    bios::after_call = nullptr;
    auto const method = is_open() ? std::optional{Method::already_open} : open_by_any_method();
    if (method)
        bios::after_call = open_again;
    return method;
}

} // namespace

Result<Method> open()
{
    if (auto const method = open_and_watch())
        return *method;
    return fail(errors::Code::a20_closed);
}

Result<void> keep_open()
{
    if (!is_open())
        TRY(open());
    return {};
}

} // namespace a20
