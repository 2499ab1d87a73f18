// SPDX-License-Identifier: BSD-2-Clause
// The processor features that farjump requires or uses, and the names of missing ones.
// Intel SDM Vol. 2, "CPUID"; AMD64 APM Vol. 3, "Obtaining Processor Information Via the CPUID Instruction".
#pragma once

#include "include/text.hpp"
#include "include/x86/cpuid_features.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace requirements {

// The CPUID leaves that farjump uses. Leaves that the processor does not have are zero.
struct Processor {
    bool has_cpuid = false;
    x86::CpuidLeaf identity{};            // leaf 0000_0000h: the highest leaf, the vendor
    x86::CpuidLeaf features{};            // leaf 0000_0001h
    x86::CpuidLeaf structured_features{}; // leaf 0000_0007h, subleaf 0
    x86::CpuidLeaf extended_features{};   // leaf 8000_0001h
    std::array<char, 48> brand{};         // leaves 8000_0002h to 8000_0004h, padded with zeros
    x86::CpuidLeaf address_sizes{};       // leaf 8000_0008h

    // The width of physical addresses in bits, from 36 to 52; 36 if CPUID does not report it.
    std::uint32_t physical_address_bits() const;

    std::string_view brand_text() const; // without surrounding spaces
    std::string_view name() const;       // brand_text(), or "this processor" if it is empty
};

enum class Feature : std::uint8_t {
    msr,
    pae,
    cmov,
    long_mode,
    no_execute,
    gigabyte_pages,
    sse2,
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

// The place of a feature's bit in Processor.
struct Bit {
    x86::CpuidLeaf Processor::* leaf;
    std::uint32_t x86::CpuidLeaf::* word;
    std::uint8_t bit;

    consteval Bit(x86::CpuidBit const& cpuid) : leaf(kept(cpuid.leaf)), word(cpuid.word), bit(cpuid.bit) {}

private:
    static consteval x86::CpuidLeaf Processor::* kept(std::uint32_t leaf)
    {
        switch (leaf) {
        case 1: return &Processor::features;
        case 7: return &Processor::structured_features;
        case x86::extended_leaves + 1: return &Processor::extended_features;
        }
        __builtin_unreachable(); // a compile-time error for a leaf that Processor does not store
    }
};

struct Description {
    Feature feature;
    std::string_view required; // the name for the error message, if the feature is required
    Bit bit;
};

// All features that farjump requires or uses.
inline constexpr std::array<Description, 17> features{{
    {Feature::long_mode, "64-bit mode (long mode)", x86::cpuid_bits::long_mode},
    {Feature::pae, "PAE", x86::cpuid_bits::pae},
    {Feature::msr, "MSRs", x86::cpuid_bits::msr},
    {Feature::cmov, "CMOV", x86::cpuid_bits::cmov},
    {Feature::no_execute, {}, x86::cpuid_bits::no_execute},
    {Feature::gigabyte_pages, {}, x86::cpuid_bits::gigabyte_pages},
    {Feature::sse2, {}, x86::cpuid_bits::sse2},
    {Feature::sse4_2, {}, x86::cpuid_bits::sse4_2},
    {Feature::page_attributes, {}, x86::cpuid_bits::page_attributes},
    {Feature::clflush, {}, x86::cpuid_bits::clflush},
    {Feature::tsc, {}, x86::cpuid_bits::tsc},
    {Feature::five_levels, {}, x86::cpuid_bits::five_levels},
    {Feature::smep, {}, x86::cpuid_bits::smep},
    {Feature::smap, {}, x86::cpuid_bits::smap},
    {Feature::umip, {}, x86::cpuid_bits::umip},
    {Feature::rdrand, {}, x86::cpuid_bits::rdrand},
    {Feature::rdseed, {}, x86::cpuid_bits::rdseed},
}};

inline bool has(Processor const& processor, Bit const& bit)
{
    return processor.*bit.leaf.*bit.word >> bit.bit & 1;
}

bool has(Processor const& processor, Feature feature);

// The names of the missing required features, separated by commas; empty if none is missing.
using Names = text::Sentence;
Names missing(Processor const& processor);

// Reads the features of this processor. Works on a 386.
Processor this_processor();

} // namespace requirements
