// SPDX-License-Identifier: BSD-2-Clause
// The processor's exceptions: count, names, and which of them push an error code.
// Intel SDM Vol. 3A, "Exception and Interrupt Reference" (6.15).
#pragma once

#include <cstdint>

namespace x86 {

inline constexpr std::uint32_t exception_count = 32;

enum Exception : std::uint8_t {
    non_maskable_interrupt = 2,
    invalid_opcode = 6,
    device_not_available = 7,
    double_fault = 8,
    page_fault = 14,
};

// A bit for each of the vectors 8, 10 to 14, 17, 21, 29 and 30.
inline constexpr std::uint32_t exceptions_with_error_code = 0x6022'7D00;

// One string instead of a table of pointers, because code that uses it may run at another address than it is linked
// for.
inline constexpr char exception_names[] = "divide error\0"
                                          "debug\0"
                                          "non-maskable interrupt\0"
                                          "breakpoint\0"
                                          "overflow\0"
                                          "BOUND range exceeded\0"
                                          "invalid opcode\0"
                                          "device not available\0"
                                          "double fault\0"
                                          "coprocessor segment overrun\0"
                                          "invalid TSS\0"
                                          "segment not present\0"
                                          "stack fault\0"
                                          "general protection\0"
                                          "page fault\0"
                                          "reserved\0"
                                          "x87 error\0"
                                          "alignment check\0"
                                          "machine check\0"
                                          "SIMD error\0"
                                          "virtualization\0"
                                          "control protection\0";

constexpr char const* exception_name(std::uint64_t vector)
{
    constexpr std::uint64_t named = 22;
    char const* name = exception_names;
    for (auto left = vector < named ? vector : 15; left != 0; ++name) // 15, and all from 22 on, are reserved
        left -= *name == '\0';
    return name;
}

} // namespace x86
