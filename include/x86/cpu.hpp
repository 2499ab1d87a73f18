// SPDX-License-Identifier: BSD-2-Clause
// CPUID and the instructions for waiting. Intel SDM Vol. 2, "CPUID", "HLT", "PAUSE".
#pragma once

#include "include/x86/cpuid_features.hpp"

#include <cstdint>

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted processor answers (tests/fake_machine.cpp), so that results do not depend on the host's.
bool has_cpuid();
CpuidLeaf cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0);

#else

// True if EFLAGS.ID (bit 21) can be changed: then there is a CPUID instruction. A 386 and early 486s have none.
inline bool has_cpuid()
{
    constexpr std::uint32_t identification = 1u << 21;
#ifdef __x86_64__
    auto const before = static_cast<std::uint32_t>(__builtin_ia32_readeflags_u64());
    __builtin_ia32_writeeflags_u64(before ^ identification);
    auto const after = static_cast<std::uint32_t>(__builtin_ia32_readeflags_u64());
#else
    auto const before = __builtin_ia32_readeflags_u32();
    __builtin_ia32_writeeflags_u32(before ^ identification);
    auto const after = __builtin_ia32_readeflags_u32();
#endif
    return (before ^ after) & identification;
}

// Precondition: has_cpuid().
inline CpuidLeaf cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0)
{
    CpuidLeaf result;
    asm volatile("cpuid"
                 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                 : "a"(leaf), "c"(subleaf));
    return result;
}

#endif

// A processor without extended leaves may return any number as the highest one.
inline bool has_leaf(std::uint32_t leaf)
{
    auto const highest = cpuid(leaf & extended_leaves).eax;
    return highest >= leaf && highest <= (leaf | 0xFFFF);
}

inline bool has(CpuidBit const& feature)
{
    return has_leaf(feature.leaf) && (cpuid(feature.leaf).*feature.word >> feature.bit & 1);
}

inline void halt()
{
    asm volatile("hlt");
}

inline void disable_interrupts()
{
    asm volatile("cli" : : : "memory");
}

inline void pause()
{
    asm volatile("pause"); // encoded as "rep nop", which is a NOP on older processors
}

} // namespace x86
