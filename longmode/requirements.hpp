// Which processor features farjump needs or uses, and which of them are missing, in words.
// Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "Obtaining Processor Information Via the CPUID Instruction".
#pragma once

#include "include/text.hpp"
#include "include/x86/cpuid_leaf.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace requirements {

// What CPUID says, as far as anybody here asks. Leaves that a processor does not have are all zero.
struct Processor {
    bool has_cpuid = false;
    x86::CpuidLeaf identity{};            // leaf 0000_0000h: the highest leaf, the vendor
    x86::CpuidLeaf features{};            // leaf 0000_0001h
    x86::CpuidLeaf structured_features{}; // leaf 0000_0007h, subleaf 0
    x86::CpuidLeaf extended_features{};   // leaf 8000_0001h
    std::array<char, 48> brand{};         // leaves 8000_0002h to 8000_0004h, padded with zeros
    x86::CpuidLeaf address_sizes{};       // leaf 8000_0008h

    // Of memory that this processor can address: 36 where it does not say.
    std::uint32_t physical_address_bits() const;

    std::string_view brand_text() const; // without the spaces around it
    std::string_view name() const;       // the same, or words for a processor without
};

enum class Feature : std::uint8_t {
    msr,
    pae,
    cmov,
    long_mode,
    no_execute,
    gigabyte_pages,
    sse4_2,
    page_attributes,
    clflush,
    tsc,
    five_levels,
    smep,
    smap,
    umip,
    rdrand,
    rdseed
};

struct Description {
    Feature feature;
    std::string_view name;
    bool required;
    std::uint32_t (*word)(Processor const&);
    std::uint8_t bit;
};

inline constexpr auto leaf1_ecx = [](Processor const& processor) { return processor.features.ecx; };
inline constexpr auto leaf1_edx = [](Processor const& processor) { return processor.features.edx; };
inline constexpr auto leaf7_ebx = [](Processor const& processor) { return processor.structured_features.ebx; };
inline constexpr auto leaf7_ecx = [](Processor const& processor) { return processor.structured_features.ecx; };
inline constexpr auto extended_edx = [](Processor const& processor) { return processor.extended_features.edx; };

// The answer to "what does farjump want from the processor?"
inline constexpr std::array<Description, 16> features{{
    {Feature::long_mode, "64-bit mode (long mode)", true, extended_edx, 29},
    {Feature::pae, "PAE", true, leaf1_edx, 6},
    {Feature::msr, "MSRs", true, leaf1_edx, 5},
    {Feature::cmov, "CMOV", true, leaf1_edx, 15},
    {Feature::no_execute, "no-execute", false, extended_edx, 20},
    {Feature::gigabyte_pages, "1 GiB pages", false, extended_edx, 26},
    {Feature::sse4_2, "SSE4.2", false, leaf1_ecx, 20},
    {Feature::page_attributes, "PAT", false, leaf1_edx, 16},
    {Feature::clflush, "CLFLUSH", false, leaf1_edx, 19},
    {Feature::tsc, "TSC", false, leaf1_edx, 4},
    {Feature::five_levels, "LA57", false, leaf7_ecx, 16},
    {Feature::smep, "SMEP", false, leaf7_ebx, 7},
    {Feature::smap, "SMAP", false, leaf7_ebx, 20},
    {Feature::umip, "UMIP", false, leaf7_ecx, 2},
    {Feature::rdrand, "RDRAND", false, leaf1_ecx, 30},
    {Feature::rdseed, "RDSEED", false, leaf7_ebx, 18},
}};

bool has(Processor const& processor, Feature feature);

// Names of the required features that the processor lacks, separated by commas; empty when there are none.
using Names = text::Sentence;
Names missing(Processor const& processor);

// Asks the processor itself. Runs on a 386.
Processor this_processor();

} // namespace requirements
