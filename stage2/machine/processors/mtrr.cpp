// SPDX-License-Identifier: BSD-2-Clause
// Reads and writes the MTRRs. Intel SDM Vol. 3A, "IA32_MTRRCAP" (11.11.1), "IA32_MTRR_DEF_TYPE MSR" (11.11.2.1), "Fixed
// Range MTRRs" (11.11.2.2), "Variable Range MTRRs" (11.11.2.3), "MTRR Considerations in MP Systems" (11.11.8).
#include "stage2/machine/processors/mtrr.hpp"

#include "include/x86/cpu.hpp"
#include "include/x86/msr.hpp"
#include "stage2/machine/processors/caches.hpp"

#include <algorithm>

namespace mtrr {

namespace {

constexpr std::uint32_t capabilities_register = 0xFE;
constexpr std::uint32_t default_type_register = 0x2FF;
constexpr std::uint32_t first_variable_register = 0x200;
constexpr std::array<std::uint32_t, fixed_count> fixed_registers{0x250, 0x258, 0x259, 0x268, 0x269, 0x26A,
                                                                 0x26B, 0x26C, 0x26D, 0x26E, 0x26F};

bool has_mtrrs()
{
    constexpr x86::CpuidBit mtrrs{1, &x86::CpuidLeaf::edx, 12};
    return x86::has(mtrrs);
}

void write(Registers const& wanted, Registers const& now)
{
    constexpr std::uint64_t enabled = 1 << 11; // E
    machine::CachesOff const caches_off;
    x86::write_msr(default_type_register, wanted.default_type & ~enabled);
    for (std::uint32_t i = 0; i < std::min(wanted.pairs, now.pairs); ++i) {
        x86::write_msr(first_variable_register + 2 * i, wanted.variable[i].base);
        x86::write_msr(first_variable_register + 2 * i + 1, wanted.variable[i].mask);
    }
    if (wanted.has_fixed && now.has_fixed)
        for (std::size_t i = 0; i < fixed_registers.size(); ++i)
            x86::write_msr(fixed_registers[i], wanted.fixed[i]);
    x86::write_msr(default_type_register, wanted.default_type);
}

} // namespace

Registers read()
{
    constexpr std::uint64_t count_field = 0xFF, has_fixed = 1 << 8;
    Registers now{};
    if (!has_mtrrs())
        return now;
    auto const capabilities = x86::read_msr(capabilities_register);
    now.pairs = std::min(static_cast<std::uint32_t>(capabilities & count_field), most_pairs);
    now.has_fixed = capabilities & has_fixed;
    now.default_type = x86::read_msr(default_type_register);
    for (std::uint32_t i = 0; i < now.pairs; ++i)
        now.variable[i] = {x86::read_msr(first_variable_register + 2 * i),
                           x86::read_msr(first_variable_register + 2 * i + 1)};
    if (now.has_fixed)
        for (std::size_t i = 0; i < fixed_registers.size(); ++i)
            now.fixed[i] = x86::read_msr(fixed_registers[i]);
    return now;
}

void make_equal(Registers const& wanted)
{
    auto const now = read();
    if (now != wanted && has_mtrrs())
        write(wanted, now);
}

} // namespace mtrr
