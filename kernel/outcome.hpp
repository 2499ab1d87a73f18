// SPDX-License-Identifier: BSD-2-Clause
// Lists the kernel's outcomes, and the exit status of an emulator for each.
#pragma once

#include <cstdint>

// QEMU's isa-debug-exit makes its exit status 2 * number + 1: 33, 35, 37.
enum class Outcome : std::uint8_t {
    promises_kept = 0x10,
    promise_broken = 0x11,
    panic = 0x12,
};

// In the test build, ends the emulator with this number, if it has the device for that. Otherwise does nothing.
void tell_emulator(Outcome outcome);

// The same; where the emulator does not end, halts for ever.
[[noreturn]] void leave(Outcome outcome);
