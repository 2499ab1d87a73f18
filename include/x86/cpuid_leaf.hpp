// SPDX-License-Identifier: BSD-2-Clause
// The result of CPUID for one leaf. Intel SDM Vol. 2, "CPUID". Separate from the instruction, for hosts other than PCs.
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
