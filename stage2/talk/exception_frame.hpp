// SPDX-License-Identifier: BSD-2-Clause
// The stack frame of a processor exception, as built by exceptions.asm.
// Intel SDM Vol. 3A, "Exception- or Interrupt-Handler Procedures" (6.12.1).
#pragma once

#include <cstdint>

namespace exceptions {

struct Frame {
    // PUSHAD
    std::uint32_t edi;
    std::uint32_t esi;
    std::uint32_t ebp;
    std::uint32_t esp; // the value before PUSHAD: 20 bytes below the exception's ESP
    std::uint32_t ebx;
    std::uint32_t edx;
    std::uint32_t ecx;
    std::uint32_t eax;

    std::uint32_t vector;
    std::uint32_t error_code; // 0 if the exception has none

    // the processor
    std::uint32_t eip;
    std::uint32_t cs;
    std::uint32_t eflags;
};
static_assert(sizeof(Frame) == 52);

inline constexpr std::uint32_t count = 32;
inline constexpr std::uint32_t entry_size = 16; // bytes of code per entry

} // namespace exceptions
