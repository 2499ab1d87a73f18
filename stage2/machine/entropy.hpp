// Chance: what the machine has of it, mixed.
#pragma once

#include <array>
#include <cstdint>

namespace machine {

// The sources that CPUID names (leaf 7 EBX bit 18, leaf 1 ECX bit 30, leaf 1 EDX bit 4).
struct RandomInstructions {
    bool rdseed = false;
    bool rdrand = false;
    bool rdtsc = true;
};

struct Entropy {
    std::array<std::uint32_t, 8> words;     // 256 bits: a seed for the kernel
    std::array<std::uint32_t, 8> placement; // others, independent of them: where the kernel is put
    bool rdseed, rdrand, jitter;            // the sources that gave something
};

// Asks every source there is, so that one which is broken or known to somebody spoils nothing. Takes less than a
// millisecond.
Entropy gather_entropy(RandomInstructions const& instructions);

} // namespace machine
