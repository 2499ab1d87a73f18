// What one leaf of CPUID says. Intel SDM Vol. 2, "CPUID". Apart from the instruction, for programs of other machines.
#pragma once

#include <cstdint>

namespace x86 {

struct CpuidLeaf {
    std::uint32_t eax;
    std::uint32_t ebx;
    std::uint32_t ecx;
    std::uint32_t edx;
};

} // namespace x86
