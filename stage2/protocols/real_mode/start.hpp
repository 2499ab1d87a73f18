// SPDX-License-Identifier: BSD-2-Clause
// Starts a program in real mode, as a BIOS would: interrupt vector table, BIOS data area and interrupt controllers are as
// the BIOS left them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace real_mode {

// The registers with which the program starts.
struct Registers {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0, esi = 0, edi = 0, ebp = 0;
    std::uint16_t ds = 0, es = 0, fs = 0, gs = 0, ss = 0, sp = 0;
    std::uint16_t ip = 0, cs = 0, flags = 0;
    std::uint16_t padding = 0;
};
static_assert(sizeof(Registers) == 48);

inline constexpr std::uint16_t flags_without_interrupts = 0x0002; // bit 1 is always set
inline constexpr std::uint16_t flags_with_interrupts = 0x0202;

// Enters the program. The eight bytes below SS:SP are overwritten. There must be no BIOS call afterwards.
[[noreturn]] void start(Registers const& registers);

} // namespace real_mode
