// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the report on the processor, compared with CPUID: boot_info.hpp, ProcessorReport. Intel SDM
// Vol. 2, "CPUID"; AMD64 APM Vol. 3, "Obtaining Processor Information Via the CPUID Instruction".

#include "kernel/check/check.hpp"

#include "include/x86/cpu.hpp"

#include <algorithm>
#include <string_view>

namespace check {
namespace {

using x86::extended_leaves;
using x86::has_leaf;

template <std::size_t size>
bool ends_in_nul(char const (&field)[size])
{
    return std::ranges::find(field, '\0') != std::end(field);
}

bool is_vendor(std::string_view words)
{
    auto const leaf = x86::cpuid(0);
    std::uint32_t const expected[]{leaf.ebx, leaf.edx, leaf.ecx};
    return words == std::string_view{reinterpret_cast<char const*>(expected), sizeof expected};
}

// Compares with CPUID's text, without the spaces around it and all from a NUL on.
bool is_brand(std::string_view words)
{
    char expected[48]{};
    if (has_leaf(extended_leaves + 4))
        for (std::uint32_t part = 0; part < 3; ++part) {
            auto const leaf = x86::cpuid(extended_leaves + 2 + part);
            __builtin_memcpy(expected + part * sizeof leaf, &leaf, sizeof leaf);
        }
    char const* begin = expected;
    char const* end = std::ranges::find(expected, '\0');
    while (begin != end && *begin == ' ')
        ++begin;
    while (begin != end && end[-1] == ' ')
        --end;
    return words == std::string_view{begin, std::min(end, begin + 47)};
}

// Intel SDM Vol. 2, "CPUID", "Version Information Returned by CPUID in EAX".
void signature(Report& report, farjump::ProcessorReport const& told)
{
    auto const eax = x86::cpuid(1).eax;
    auto const family = eax >> 8 & 0xF;
    auto const extended_model = family == 6 || family == 15 ? eax >> 12 & 0xF0 : 0;
    report.equal("its family is CPUID's", told.family, family == 15 ? 15 + (eax >> 20 & 0xFF) : family);
    report.equal("so is its model", told.model, (eax >> 4 & 0xF) + extended_model);
    report.equal("so is its stepping", told.stepping, eax & 0xF);
}

std::uint32_t features()
{
    auto const extended_edx = x86::cpuid(extended_leaves + 1).edx;
    auto const structured_ecx = has_leaf(7) ? x86::cpuid(7).ecx : 0;
    std::uint32_t all = 0;
    all |= extended_edx >> 20 & 1 ? farjump::processor_no_execute : 0;
    all |= extended_edx >> 26 & 1 ? farjump::processor_gigabyte_pages : 0;
    all |= structured_ecx >> 16 & 1 ? farjump::processor_five_levels : 0;
    all |= x86::cpuid(1).ecx >> 20 & 1 ? farjump::processor_sse4_2 : 0;
    return all;
}

// Of CPUID's leaves 1 ECX, 7 EBX and 8000_0001h ECX. Here and in features() the bits are written a second time, so that
// a wrong one in include/x86/cpuid_features.hpp, which the loader uses, shows up as a failed check. System V ABI, AMD64
// Architecture Processor Supplement, "Micro-Architecture Levels" (3.1.1), which counts what every 64-bit processor has
// as level 1.
struct Level {
    std::uint32_t leaf1;
    std::uint32_t leaf7;
    std::uint32_t extended;
};
constexpr Level levels[]{
    {0x0098'2201, 0, 0x01},           // SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF-SAHF
    {0x3440'1000, 0x0000'0128, 0x20}, // FMA, MOVBE, XSAVE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT
    {0, 0xD003'0000, 0},              // AVX512F, DQ, CD, BW, VL
};

std::uint32_t isa_level()
{
    Level const has{x86::cpuid(1).ecx, has_leaf(7) ? x86::cpuid(7).ebx : 0, x86::cpuid(extended_leaves + 1).ecx};
    std::uint32_t level = 1;
    for (auto const& needed : levels) {
        if ((needed.leaf1 & ~has.leaf1) != 0 || (needed.leaf7 & ~has.leaf7) != 0 ||
            (needed.extended & ~has.extended) != 0)
            break;
        ++level;
    }
    return level;
}

} // namespace

void processor_report(Report& report, Evidence const& evidence)
{
    auto const& told = evidence.info.processor;
    report.promise("the processor's vendor is CPUID's", ends_in_nul(told.vendor) && is_vendor(told.vendor));
    report.promise("its brand is CPUID's, without spaces around it", ends_in_nul(told.brand) && is_brand(told.brand));
    signature(report, told);
    auto const bits = has_leaf(extended_leaves + 8) ? x86::cpuid(extended_leaves + 8).eax & 0xFF : 0;
    report.equal("its physical addresses have as many bits as CPUID says", told.physical_address_bits,
                 bits != 0 ? bits : 36);
    report.equal("its features are CPUID's", told.features, features());
    report.equal("NX is used if the processor has it", evidence.info.no_execute,
                 told.features & farjump::processor_no_execute);
    report.equal("its x86-64 level is the highest of which it has all features", told.isa_level, isa_level());
}

} // namespace check
