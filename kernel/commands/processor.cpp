// The command `cpu`: vendor, model and features. Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "CPUID".

#include "kernel/commands/commands.hpp"

#include "include/x86/cpu.hpp"
#include "kernel/console/console.hpp"

#include <array>
#include <cstdint>

namespace commands {
namespace {

using console::Line;

constexpr std::uint32_t extended = 0x8000'0000;

struct Feature {
    std::string_view name;
    std::uint32_t leaf;
    std::uint32_t x86::CpuidLeaf::* where;
    int bit;
};

using x86::CpuidLeaf;

constexpr auto features = std::to_array<Feature>({
    {"sse3", 1, &CpuidLeaf::ecx, 0},
    {"ssse3", 1, &CpuidLeaf::ecx, 9},
    {"sse4.1", 1, &CpuidLeaf::ecx, 19},
    {"sse4.2", 1, &CpuidLeaf::ecx, 20},
    {"popcnt", 1, &CpuidLeaf::ecx, 23},
    {"aes", 1, &CpuidLeaf::ecx, 25},
    {"avx", 1, &CpuidLeaf::ecx, 28},
    {"rdrand", 1, &CpuidLeaf::ecx, 30},
    {"hypervisor", 1, &CpuidLeaf::ecx, 31},
    {"pat", 1, &CpuidLeaf::edx, 16},
    {"smep", 7, &CpuidLeaf::ebx, 7},
    {"bmi2", 7, &CpuidLeaf::ebx, 8},
    {"avx2", 7, &CpuidLeaf::ebx, 5},
    {"rdseed", 7, &CpuidLeaf::ebx, 18},
    {"smap", 7, &CpuidLeaf::ebx, 20},
    {"umip", 7, &CpuidLeaf::ecx, 2},
    {"la57", 7, &CpuidLeaf::ecx, 16},
    {"nx", extended + 1, &CpuidLeaf::edx, 20},
    {"1gib-pages", extended + 1, &CpuidLeaf::edx, 26},
});

void print_features(std::uint32_t highest, std::uint32_t highest_extended)
{
    Line line;
    line << "  features:";
    for (auto const& [name, leaf, where, bit] : features)
        if (leaf <= (leaf < extended ? highest : highest_extended) && (x86::cpuid(leaf).*where >> bit & 1))
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
    print_features(x86::cpuid(0).eax, x86::cpuid(extended).eax);
}

} // namespace commands
