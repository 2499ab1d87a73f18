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

#endif

} // namespace x86
