// SPDX-License-Identifier: BSD-2-Clause
// The time-stamp counter. Intel SDM Vol. 3B, "Time-Stamp Counter" (17.17).
#pragma once

#include "include/x86/cpu.hpp"

#include <cstdint>

namespace x86 {

// Precondition: has_cpuid(). Without a counter, RDTSC is an invalid opcode.
inline bool has_tsc()
{
    return cpuid(1).edx >> 4 & 1;
}

#if __STDC_HOSTED__

std::uint64_t read_tsc(); // of the scripted processor

#else

inline std::uint64_t read_tsc()
{
    std::uint32_t low;
    std::uint32_t high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return std::uint64_t{high} << 32 | low;
}

#endif

} // namespace x86
