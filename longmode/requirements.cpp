// SPDX-License-Identifier: BSD-2-Clause
// Reads, tests and names processor features.
#include "longmode/requirements.hpp"

#include "include/x86/cpu.hpp"

#include <algorithm>

namespace requirements {

namespace {

void append(Names& names, std::string_view name)
{
    if (!names.view().empty())
        names << ", ";
    names << name;
}

} // namespace

bool has(Processor const& processor, Feature feature)
{
    auto const* const found = std::ranges::find(features, feature, &Description::feature);
    return found != features.end() && has(processor, found->bit);
}

Names missing(Processor const& processor)
{
    Names names;
    for (auto const& description : features)
        if (!description.required.empty() && !has(processor, description.bit))
            append(names, description.required);
    return names;
}

std::uint32_t Processor::physical_address_bits() const
{
    constexpr std::uint32_t usual = 36; // PAE's width, and that of the first 64-bit processors
    constexpr std::uint32_t most = 52;  // the limit of a page table entry
    auto const bits = address_sizes.eax & 0xFF;
    return bits < usual ? usual : std::min(bits, most);
}

std::string_view Processor::brand_text() const
{
    std::string_view text{brand.data(), brand.size()};
    text.remove_suffix(text.size() - std::min(text.find('\0'), text.size()));
    auto const begin = text.find_first_not_of(' '); // Intel pads on the left, AMD on the right
    if (begin == text.npos)
        return {};
    text.remove_suffix(text.size() - 1 - text.find_last_not_of(' '));
    text.remove_prefix(begin); // (not substr, which refers to an exception)
    return text;
}

std::string_view Processor::name() const
{
    auto const words = brand_text();
    return words.empty() ? "this processor" : words;
}

Processor this_processor()
{
    constexpr auto extended_features = x86::extended_leaves + 1;
    constexpr auto last_extended = x86::extended_leaves + 0xFFFF; // without these leaves, the highest is arbitrary
    constexpr auto first_brand_leaf = x86::extended_leaves + 2;
    constexpr auto last_brand_leaf = x86::extended_leaves + 4;
    constexpr auto address_sizes = x86::extended_leaves + 8;

    Processor processor;
    processor.has_cpuid = x86::has_cpuid();
    if (!processor.has_cpuid)
        return processor;
    processor.identity = x86::cpuid(0);
    if (processor.identity.eax >= 1)
        processor.features = x86::cpuid(1);
    if (processor.identity.eax >= 7)
        processor.structured_features = x86::cpuid(7);
    auto const highest = x86::cpuid(x86::extended_leaves).eax;
    if (highest < extended_features || highest > last_extended)
        return processor;
    processor.extended_features = x86::cpuid(extended_features);
    if (highest >= last_brand_leaf)
        for (std::uint32_t part = 0; part < 3; ++part) {
            auto const leaf = x86::cpuid(first_brand_leaf + part);
            __builtin_memcpy(processor.brand.data() + part * sizeof leaf, &leaf, sizeof leaf);
        }
    if (highest >= address_sizes)
        processor.address_sizes = x86::cpuid(address_sizes);
    return processor;
}

} // namespace requirements
