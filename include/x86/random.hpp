// SPDX-License-Identifier: BSD-2-Clause
// The processor's sources of random numbers: two generators and the time-stamp counter, one instruction each.
// Intel SDM Vol. 2, "RDSEED", "RDRAND", "RDTSC".
#pragma once

#include "include/x86/tsc.hpp"

#include <cstdint>
#include <optional>

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted machine answers (tests/fake_machine.cpp).
std::optional<std::uint32_t> rdseed();
std::optional<std::uint32_t> rdrand();
std::uint32_t rdtsc_low();

#else

// nullopt if the generator has no number ready. Precondition: the processor has RDSEED (CPUID).
inline std::optional<std::uint32_t> rdseed()
{
    std::uint32_t value;
    bool ready;
    asm volatile("rdseed %0" : "=r"(value), "=@ccc"(ready));
    return ready ? std::optional{value} : std::nullopt;
}

// The same. Precondition: the processor has RDRAND (CPUID).
inline std::optional<std::uint32_t> rdrand()
{
    std::uint32_t value;
    bool ready;
    asm volatile("rdrand %0" : "=r"(value), "=@ccc"(ready));
    return ready ? std::optional{value} : std::nullopt;
}

// The lower half of the time-stamp counter. Each processor with long mode has one.
inline std::uint32_t rdtsc_low()
{
    return static_cast<std::uint32_t>(read_tsc());
}

#endif

} // namespace x86
