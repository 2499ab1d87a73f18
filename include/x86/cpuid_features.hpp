// SPDX-License-Identifier: BSD-2-Clause
// The feature bits of CPUID's leaves. Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "CPUID".
#pragma once

#include "include/x86/cpuid_leaf.hpp"

#include <cstdint>

namespace x86 {

inline constexpr std::uint32_t extended_leaves = 0x8000'0000; // the first extended leaf; its EAX is the last one

// A bit in one word of a leaf, subleaf 0.
struct CpuidBit {
    std::uint32_t leaf;
    std::uint32_t CpuidLeaf::* word;
    std::uint8_t bit;
};

namespace cpuid_bits {

inline constexpr CpuidBit tsc{1, &CpuidLeaf::edx, 4};
inline constexpr CpuidBit msr{1, &CpuidLeaf::edx, 5};
inline constexpr CpuidBit pae{1, &CpuidLeaf::edx, 6};
inline constexpr CpuidBit cmov{1, &CpuidLeaf::edx, 15};
inline constexpr CpuidBit page_attributes{1, &CpuidLeaf::edx, 16}; // PAT
inline constexpr CpuidBit clflush{1, &CpuidLeaf::edx, 19};

inline constexpr CpuidBit sse3{1, &CpuidLeaf::ecx, 0};
inline constexpr CpuidBit pclmulqdq{1, &CpuidLeaf::ecx, 1};
inline constexpr CpuidBit ssse3{1, &CpuidLeaf::ecx, 9};
inline constexpr CpuidBit fma{1, &CpuidLeaf::ecx, 12};
inline constexpr CpuidBit cmpxchg16b{1, &CpuidLeaf::ecx, 13};
inline constexpr CpuidBit sse4_1{1, &CpuidLeaf::ecx, 19};
inline constexpr CpuidBit sse2{1, &CpuidLeaf::edx, 26};
inline constexpr CpuidBit sse4_2{1, &CpuidLeaf::ecx, 20};
inline constexpr CpuidBit movbe{1, &CpuidLeaf::ecx, 22};
inline constexpr CpuidBit popcnt{1, &CpuidLeaf::ecx, 23};
inline constexpr CpuidBit aes{1, &CpuidLeaf::ecx, 25};
inline constexpr CpuidBit xsave{1, &CpuidLeaf::ecx, 26};
inline constexpr CpuidBit avx{1, &CpuidLeaf::ecx, 28};
inline constexpr CpuidBit f16c{1, &CpuidLeaf::ecx, 29};
inline constexpr CpuidBit rdrand{1, &CpuidLeaf::ecx, 30};
inline constexpr CpuidBit hypervisor{1, &CpuidLeaf::ecx, 31};

inline constexpr CpuidBit bmi1{7, &CpuidLeaf::ebx, 3};
inline constexpr CpuidBit avx2{7, &CpuidLeaf::ebx, 5};
inline constexpr CpuidBit smep{7, &CpuidLeaf::ebx, 7};
inline constexpr CpuidBit bmi2{7, &CpuidLeaf::ebx, 8};
inline constexpr CpuidBit avx512f{7, &CpuidLeaf::ebx, 16};
inline constexpr CpuidBit avx512dq{7, &CpuidLeaf::ebx, 17};
inline constexpr CpuidBit rdseed{7, &CpuidLeaf::ebx, 18};
inline constexpr CpuidBit smap{7, &CpuidLeaf::ebx, 20};
inline constexpr CpuidBit avx512cd{7, &CpuidLeaf::ebx, 28};
inline constexpr CpuidBit avx512bw{7, &CpuidLeaf::ebx, 30};
inline constexpr CpuidBit avx512vl{7, &CpuidLeaf::ebx, 31};

inline constexpr CpuidBit umip{7, &CpuidLeaf::ecx, 2};
inline constexpr CpuidBit five_levels{7, &CpuidLeaf::ecx, 16}; // LA57

inline constexpr CpuidBit lahf_sahf{extended_leaves + 1, &CpuidLeaf::ecx, 0};
inline constexpr CpuidBit lzcnt{extended_leaves + 1, &CpuidLeaf::ecx, 5};
inline constexpr CpuidBit no_execute{extended_leaves + 1, &CpuidLeaf::edx, 20}; // NX
inline constexpr CpuidBit gigabyte_pages{extended_leaves + 1, &CpuidLeaf::edx, 26};
inline constexpr CpuidBit long_mode{extended_leaves + 1, &CpuidLeaf::edx, 29};

} // namespace cpuid_bits

} // namespace x86
