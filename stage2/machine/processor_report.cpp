// SPDX-License-Identifier: BSD-2-Clause
// Converts CPUID's results to plain numbers and texts.
#include "stage2/machine/processor_report.hpp"

#include "include/x86/cpu.hpp"
#include "longmode/isa_levels.hpp"

#include <algorithm>

namespace processor_report {

namespace {

using farjump::ProcessorReport;
using requirements::Feature;

// Decodes EAX of leaf 1: stepping, model and family. The extended model counts in families 6 and Fh, the extended
// family in family Fh.
void decode_signature(ProcessorReport& report, std::uint32_t signature)
{
    auto const bits = [signature](int from, std::uint32_t mask) { return signature >> from & mask; };
    report.stepping = bits(0, 0xF);
    report.model = bits(4, 0xF);
    report.family = bits(8, 0xF);
    if (report.family == 6 || report.family == 0xF)
        report.model |= bits(16, 0xF) << 4;
    if (report.family == 0xF)
        report.family += bits(20, 0xFF);
}

// The highest x86-64 level (1 to 4) whose features are all present.
std::uint32_t isa_level_of(requirements::Processor const& processor)
{
    std::uint32_t level = 4;
    for (auto const& feature : isa_levels::nameless_features)
        if (feature.level <= level && !has(processor, feature.bit))
            level = feature.level - 1u;
    return level;
}

std::uint32_t features_of(requirements::Processor const& processor)
{
    std::uint32_t features = 0;
    if (has(processor, Feature::no_execute))
        features |= farjump::processor_no_execute;
    if (has(processor, Feature::gigabyte_pages))
        features |= farjump::processor_gigabyte_pages;
    if (has(processor, Feature::five_levels))
        features |= farjump::processor_five_levels;
    if (has(processor, Feature::sse4_2))
        features |= farjump::processor_sse4_2;
    return features;
}

} // namespace

ProcessorReport write(requirements::Processor const& processor)
{
    ProcessorReport report{};
    auto const& identity = processor.identity;
    std::uint32_t const vendor[]{identity.ebx, identity.edx, identity.ecx};
    __builtin_memcpy(report.vendor, vendor, sizeof vendor);
    auto const brand = processor.brand_text();
    std::copy_n(brand.data(), std::min(brand.size(), sizeof report.brand - 1), report.brand);
    decode_signature(report, processor.features.eax);
    report.physical_address_bits = processor.physical_address_bits();
    report.features = features_of(processor);
    report.isa_level = isa_level_of(processor);
    return report;
}

} // namespace processor_report
