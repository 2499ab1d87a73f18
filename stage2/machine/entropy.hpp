// SPDX-License-Identifier: BSD-2-Clause
// Random numbers from all sources of the machine, mixed.
#pragma once

#include <array>
#include <cstdint>

namespace machine {

// The instructions that CPUID reports (leaf 7 EBX bit 18, leaf 1 ECX bit 30, leaf 1 EDX bit 4).
struct RandomInstructions {
    bool rdseed = false;
    bool rdrand = false;
    bool rdtsc = true;
};

struct Entropy {
    std::array<std::uint32_t, 8> words;     // 256 bits: a seed for the kernel
    std::array<std::uint32_t, 8> placement; // 256 more, independent of `words`: for the kernel's load address
    bool rdseed, rdrand, jitter;            // true for each source that contributed
};

// Mixes all available sources, so that a source that is broken or predictable does no harm. Takes less than a
// millisecond.
Entropy gather_entropy(RandomInstructions const& instructions);

} // namespace machine
