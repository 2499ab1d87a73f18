// SPDX-License-Identifier: BSD-2-Clause
// The I/O ports: one instruction per function. Intel SDM Vol. 2, "IN", "OUT".
#pragma once

#include <cstdint>

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted machine answers (tests/fake_machine.cpp).
std::uint8_t in8(std::uint16_t port);
void out8(std::uint16_t port, std::uint8_t value);

#else

inline std::uint8_t in8(std::uint16_t port)
{
    std::uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

inline void out8(std::uint16_t port, std::uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

inline std::uint16_t in16(std::uint16_t port)
{
    std::uint16_t value;
    asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

inline void out16(std::uint16_t port, std::uint16_t value)
{
    asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

inline std::uint32_t in32(std::uint16_t port)
{
    std::uint32_t value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

inline void out32(std::uint16_t port, std::uint32_t value)
{
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

#endif

} // namespace x86
