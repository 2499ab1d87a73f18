// SPDX-License-Identifier: BSD-2-Clause
// The processor features of the levels x86-64-v1 to v4, and the names of those that a processor lacks.
// System V ABI, AMD64 Architecture Processor Supplement, "Micro-Architecture Levels" (3.1.1).
#pragma once

#include "longmode/requirements.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace isa_levels {

struct Feature {
    char const* name; // the ABI's name; OSXSAVE is tested as XSAVE, because the OS sets it
    std::uint8_t level;
    requirements::Bit bit;
};

// Each level includes the features of all lower levels. Level v1 (CMOV, CX8, FPU, FXSR, MMX, SSE, SSE2) is present in
// every processor with long mode.
inline constexpr auto features = std::to_array<Feature>({
    {"CMPXCHG16B", 2, x86::cpuid_bits::cmpxchg16b},
    {"LAHF-SAHF", 2, x86::cpuid_bits::lahf_sahf},
    {"POPCNT", 2, x86::cpuid_bits::popcnt},
    {"SSE3", 2, x86::cpuid_bits::sse3},
    {"SSE4.1", 2, x86::cpuid_bits::sse4_1},
    {"SSE4.2", 2, x86::cpuid_bits::sse4_2},
    {"SSSE3", 2, x86::cpuid_bits::ssse3},
    {"AVX", 3, x86::cpuid_bits::avx},
    {"AVX2", 3, x86::cpuid_bits::avx2},
    {"BMI1", 3, x86::cpuid_bits::bmi1},
    {"BMI2", 3, x86::cpuid_bits::bmi2},
    {"F16C", 3, x86::cpuid_bits::f16c},
    {"FMA", 3, x86::cpuid_bits::fma},
    {"LZCNT", 3, x86::cpuid_bits::lzcnt},
    {"MOVBE", 3, x86::cpuid_bits::movbe},
    {"OSXSAVE", 3, x86::cpuid_bits::xsave},
    {"AVX512F", 4, x86::cpuid_bits::avx512f},
    {"AVX512BW", 4, x86::cpuid_bits::avx512bw},
    {"AVX512CD", 4, x86::cpuid_bits::avx512cd},
    {"AVX512DQ", 4, x86::cpuid_bits::avx512dq},
    {"AVX512VL", 4, x86::cpuid_bits::avx512vl},
});

// The features without their names, which saves space where only the bits are needed.
struct NamelessFeature {
    std::uint8_t level;
    requirements::Bit bit;
};
inline constexpr auto nameless_features = []<std::size_t... i>(std::index_sequence<i...>) {
    return std::array{NamelessFeature{features[i].level, features[i].bit}...};
}(std::make_index_sequence<features.size()>());

// Appends the names of the level's missing features, separated by commas. False if none is missing.
bool append_missing(requirements::Processor const& processor, std::uint32_t level, text::Sentence& names);

} // namespace isa_levels
