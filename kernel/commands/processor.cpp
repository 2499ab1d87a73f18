// SPDX-License-Identifier: BSD-2-Clause
// Implements the command `cpu`, which prints vendor, model and features. Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3,
// "CPUID".

#include "kernel/commands/commands.hpp"

#include "include/x86/cpu.hpp"
#include "kernel/console/console.hpp"

#include <array>
#include <cstdint>

namespace commands {
namespace {

using console::Line;

struct Feature {
    std::string_view name;
    x86::CpuidBit bit;
};

constexpr auto features = std::to_array<Feature>({
    {"sse3", x86::cpuid_bits::sse3},
    {"ssse3", x86::cpuid_bits::ssse3},
    {"sse4.1", x86::cpuid_bits::sse4_1},
    {"sse4.2", x86::cpuid_bits::sse4_2},
    {"popcnt", x86::cpuid_bits::popcnt},
    {"aes", x86::cpuid_bits::aes},
    {"avx", x86::cpuid_bits::avx},
    {"rdrand", x86::cpuid_bits::rdrand},
    {"hypervisor", x86::cpuid_bits::hypervisor},
    {"pat", x86::cpuid_bits::page_attributes},
    {"smep", x86::cpuid_bits::smep},
    {"bmi2", x86::cpuid_bits::bmi2},
    {"avx2", x86::cpuid_bits::avx2},
    {"rdseed", x86::cpuid_bits::rdseed},
    {"smap", x86::cpuid_bits::smap},
    {"umip", x86::cpuid_bits::umip},
    {"la57", x86::cpuid_bits::five_levels},
    {"nx", x86::cpuid_bits::no_execute},
    {"1gib-pages", x86::cpuid_bits::gigabyte_pages},
});

void print_features()
{
    Line line;
    line << "  features:";
    for (auto const& [name, bit] : features)
        if (x86::has(bit))
            line << ' ' << name;
    console::print(line);
}

} // namespace

void processor(farjump::BootInfo const& info, std::string_view)
{
    Line line;
    line << "  " << std::string_view{info.processor.vendor} << ", signature ";
    line.hex(x86::cpuid(1).eax, 8) << "h, " << std::string_view{info.processor.brand};
    console::print(line);
    print_features();
}

} // namespace commands
