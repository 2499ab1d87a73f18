// What the processor says about itself, and how it rests. Intel SDM Vol. 2, "CPUID", "HLT", "PAUSE".
#pragma once

#include <cstdint>

namespace x86 {

struct CpuidLeaf {
    std::uint32_t eax;
    std::uint32_t ebx;
    std::uint32_t ecx;
    std::uint32_t edx;
};

// The processor must have CPUID; a 386 and an early 486 do not.
inline CpuidLeaf cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0)
{
    CpuidLeaf result;
    asm volatile("cpuid"
                 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                 : "a"(leaf), "c"(subleaf));
    return result;
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
    asm volatile("pause");      // "rep nop": older processors take it for a NOP
}

} // namespace x86
