// SPDX-License-Identifier: BSD-2-Clause
// A 64-bit number divided by a 32-bit one. 32-bit code has an instruction for it, but the compiler calls a run-time
// library, which the loader does not have. Intel SDM Vol. 2, "DIV".
#pragma once

#include <cstdint>

namespace x86 {

// Rounded down. `divisor` is not 0.
inline std::uint64_t divide(std::uint64_t number, std::uint32_t divisor)
{
    auto const upper = static_cast<std::uint32_t>(number >> 32);
    auto lower = static_cast<std::uint32_t>(number);
    auto rest = upper % divisor;
    asm("divl %2" : "+a"(lower), "+d"(rest) : "r"(divisor)); // the rest is below the divisor: the quotient fits
    return std::uint64_t{upper / divisor} << 32 | lower;
}

} // namespace x86
