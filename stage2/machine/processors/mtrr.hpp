// SPDX-License-Identifier: BSD-2-Clause
// The memory type range registers, which must be equal in all processors. Intel SDM Vol. 3A, "Memory Type Range
// Registers (MTRRs)" (11.11).
#pragma once

#include <array>
#include <cstdint>

namespace mtrr {

// Model-specific registers 200h to 24Fh: 250h is the first fixed-range register.
inline constexpr std::uint32_t most_pairs = 40;
inline constexpr std::uint32_t fixed_count = 11;

struct Registers {
    struct Pair {
        std::uint64_t base; // IA32_MTRR_PHYSBASEn
        std::uint64_t mask; // IA32_MTRR_PHYSMASKn

        bool operator==(Pair const&) const = default;
    };

    std::uint64_t default_type; // IA32_MTRR_DEF_TYPE
    std::uint32_t pairs;        // used elements of `variable`; 0 if the processor has no MTRRs
    bool has_fixed;
    std::array<Pair, most_pairs> variable; // the others are 0
    std::array<std::uint64_t, fixed_count> fixed;

    bool operator==(Registers const&) const = default;
};

// Those of the processor that runs this code.
Registers read();

// Makes those of the processor that runs this code equal to `wanted`, those of another processor. Writes nothing if they
// are equal. Interrupts and paging are off.
void make_equal(Registers const& wanted);

} // namespace mtrr
