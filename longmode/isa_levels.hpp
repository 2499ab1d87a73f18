// Which processor features the levels x86-64-v1 to v4 stand for, and which of them a processor lacks, in words.
// System V ABI, AMD64 Architecture Processor Supplement, "Micro-Architecture Levels" (3.1.1).
#pragma once

#include "longmode/requirements.hpp"

#include <array>
#include <cstdint>

namespace isa_levels {

struct Feature {
    char const* name; // of the ABI; an operating system sets OSXSAVE where XSAVE is
    std::uint8_t level;
    x86::CpuidLeaf requirements::Processor::* leaf;
    std::uint32_t x86::CpuidLeaf::* word;
    std::uint8_t bit;
};

namespace words {
inline constexpr auto leaf1 = &requirements::Processor::features;
inline constexpr auto leaf7 = &requirements::Processor::structured_features;
inline constexpr auto extended1 = &requirements::Processor::extended_features;
inline constexpr auto ebx = &x86::CpuidLeaf::ebx;
inline constexpr auto ecx = &x86::CpuidLeaf::ecx;
} // namespace words

// A level has all features of those below it. v1 (CMOV, CX8, FPU, FXSR, MMX, SSE, SSE2) is what every processor has
// that can enter long mode.
inline constexpr auto features = std::to_array<Feature>({
    {"CMPXCHG16B", 2, words::leaf1, words::ecx, 13}, {"LAHF-SAHF", 2, words::extended1, words::ecx, 0},
    {"POPCNT", 2, words::leaf1, words::ecx, 23},     {"SSE3", 2, words::leaf1, words::ecx, 0},
    {"SSE4.1", 2, words::leaf1, words::ecx, 19},     {"SSE4.2", 2, words::leaf1, words::ecx, 20},
    {"SSSE3", 2, words::leaf1, words::ecx, 9},       {"AVX", 3, words::leaf1, words::ecx, 28},
    {"AVX2", 3, words::leaf7, words::ebx, 5},        {"BMI1", 3, words::leaf7, words::ebx, 3},
    {"BMI2", 3, words::leaf7, words::ebx, 8},        {"F16C", 3, words::leaf1, words::ecx, 29},
    {"FMA", 3, words::leaf1, words::ecx, 12},        {"LZCNT", 3, words::extended1, words::ecx, 5},
    {"MOVBE", 3, words::leaf1, words::ecx, 22},      {"OSXSAVE", 3, words::leaf1, words::ecx, 26},
    {"AVX512F", 4, words::leaf7, words::ebx, 16},    {"AVX512BW", 4, words::leaf7, words::ebx, 30},
    {"AVX512CD", 4, words::leaf7, words::ebx, 28},   {"AVX512DQ", 4, words::leaf7, words::ebx, 17},
    {"AVX512VL", 4, words::leaf7, words::ebx, 31},
});

inline bool has(requirements::Processor const& processor, Feature const& feature)
{
    return processor.*feature.leaf.*feature.word >> feature.bit & 1;
}

// Appends the names of what the processor lacks of a level, separated by commas. False when it lacks nothing.
bool append_missing(requirements::Processor const& processor, std::uint32_t level, text::Sentence& names);

} // namespace isa_levels
