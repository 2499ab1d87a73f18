// SPDX-License-Identifier: BSD-2-Clause
// Model-specific registers: one instruction per function. Intel SDM Vol. 2, "RDMSR", "WRMSR".
#pragma once

#include <cstdint>

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted processor answers (tests/fake_machine.cpp).
std::uint64_t read_msr(std::uint32_t number);
void write_msr(std::uint32_t number, std::uint64_t value);

#else

// Precondition of both: the processor has this register; otherwise it raises a general protection exception, as it does
// if `value` sets a reserved bit.
inline std::uint64_t read_msr(std::uint32_t number)
{
    std::uint32_t low;
    std::uint32_t high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
    return std::uint64_t{high} << 32 | low;
}

inline void write_msr(std::uint32_t number, std::uint64_t value)
{
    auto const low = static_cast<std::uint32_t>(value);
    auto const high = static_cast<std::uint32_t>(value >> 32);
    asm volatile("wrmsr" : : "c"(number), "a"(low), "d"(high) : "memory");
}

#endif

} // namespace x86
