// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the random seed: boot_info.hpp, RandomSeed. A single boot cannot detect a constant seed;
// the boot tests compare several boots.

#include "kernel/check/check.hpp"

#include "include/x86/cpu.hpp"

#include <array>

namespace check {
namespace {

using farjump::RandomSeed;

// True if no word is 0 or equal to another one, as in a seed that was not filled, or filled with a pattern.
bool looks_random(RandomSeed const& seed)
{
    std::array<std::uint64_t, 4> parts;
    static_assert(sizeof parts == sizeof seed.bytes);
    __builtin_memcpy(parts.data(), seed.bytes, sizeof parts);
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (std::size_t other = 0; other < parts.size(); ++other)
            if (parts[i] == 0 || (i != other && parts[i] == parts[other]))
                return false;
    return true;
}

} // namespace

void seed(Report& report, Evidence const& evidence)
{
    auto const& seed = evidence.info.seed;
    bool const has_rdseed = x86::cpuid(0).eax >= 7 && x86::cpuid(7).ebx >> 18 & 1;
    bool const has_rdrand = x86::cpuid(1).ecx >> 30 & 1;
    report.promise("no part of the seed is 0 or equal to another", looks_random(seed));
    report.promise("it names no source that the processor lacks",
                   seed.rdseed <= has_rdseed && seed.rdrand <= has_rdrand && seed.jitter <= 1);
    report.equal("the padding behind its sources is 0", seed.padding, 0);
}

} // namespace check
