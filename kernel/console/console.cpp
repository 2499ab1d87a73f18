// SPDX-License-Identifier: BSD-2-Clause
// Sends the kernel's output to all devices. A missing device is skipped.

#include "kernel/console/console.hpp"

#include "include/x86/serial.hpp"
#include "kernel/console/framebuffer_console.hpp"
#include "kernel/console/screen.hpp"

namespace console {
namespace {

constinit x86::Serial serial;
constinit Screen screen;
constinit FramebufferConsole framebuffer;

void write(char character)
{
    serial.write(character);
    screen.write(character);
    framebuffer.write(character);
#ifdef FARJUMP_DEBUG_PORT
    x86::out8(0xE9, static_cast<std::uint8_t>(character)); // Bochs and QEMU print what is written there
#endif
}

} // namespace

void open_serial()
{
    serial.open(x86::com1_usual);
}

void open(farjump::BootInfo const& info)
{
    DirectMap const memory{info.direct_map_base, info.direct_map_length};
    serial.open(x86::com1_port(*memory.at<std::uint16_t>(PhysAddr{x86::com1_word})));
    if (info.screen.kind == farjump::ScreenKind::graphics)
        framebuffer.open(info.screen);
    else
        screen.open(memory);
}

void put(char character)
{
    write(character);
    if (character == '\b') // a terminal only moves the cursor
        serial.write(" \b");
}

std::optional<char> take()
{
    return serial.receive();
}

void print(std::string_view words)
{
    for (char const character : words)
        write(character);
    write('\n');
}

} // namespace console
