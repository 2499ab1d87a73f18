// SPDX-License-Identifier: BSD-2-Clause
// Ends the kernel. QEMU, "isa-debug-exit"; Bochs user manual, port 8900h.

#include "kernel/outcome.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/port.hpp"
#include "kernel/console/console.hpp"

#include <string_view>

namespace {

// Each emulator ignores the other's port, and both continue if they lack the device.
[[maybe_unused]] void leave_emulator(Outcome outcome)
{
    constexpr std::uint16_t qemu_debug_exit = 0xF4;
    constexpr std::uint16_t bochs_shutdown = 0x8900;
    x86::out8(qemu_debug_exit, static_cast<std::uint8_t>(outcome));
    for (char const character : std::string_view{"Shutdown"})
        x86::out8(bochs_shutdown, static_cast<std::uint8_t>(character));
}

} // namespace

void tell_emulator([[maybe_unused]] Outcome outcome)
{
#ifdef FARJUMP_TEST_BUILD
    leave_emulator(outcome);
#endif
}

[[noreturn]] void leave(Outcome outcome)
{
    tell_emulator(outcome);
    console::print("kernel: stopped");
    for (;;) {
        x86::disable_interrupts();
        x86::halt();
    }
}
