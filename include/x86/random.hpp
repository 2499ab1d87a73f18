// What a processor knows of chance: its random number generators and its time-stamp counter, one instruction each.
// Intel SDM Vol. 2, "RDSEED", "RDRAND", "RDTSC".
#pragma once

#include "include/x86/tsc.hpp"

#include <cstdint>
#include <optional>

namespace x86 {

#if __STDC_HOSTED__

// On the desk a scripted machine answers (tests/fake_machine.cpp).
std::optional<std::uint32_t> rdseed();
std::optional<std::uint32_t> rdrand();
std::uint32_t rdtsc_low();

#else

// Nothing when the generator has no number ready. CPUID must say that there is one: leaf 7, EBX bit 18.
inline std::optional<std::uint32_t> rdseed()
{
    std::uint32_t value;
    bool ready;
    asm volatile("rdseed %0" : "=r"(value), "=@ccc"(ready));
    return ready ? std::optional{value} : std::nullopt;
}

// The same; CPUID leaf 1, ECX bit 30.
inline std::optional<std::uint32_t> rdrand()
{
    std::uint32_t value;
    bool ready;
    asm volatile("rdrand %0" : "=r"(value), "=@ccc"(ready));
    return ready ? std::optional{value} : std::nullopt;
}

// The lower half of the time-stamp counter, which every processor with a long mode has.
inline std::uint32_t rdtsc_low()
{
    return static_cast<std::uint32_t>(read_tsc());
}

#endif

} // namespace x86
