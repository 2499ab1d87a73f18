// SPDX-License-Identifier: BSD-2-Clause
// Tests the processor features, with CPUID words of real and of invented processors.
#include "longmode/requirements.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <tuple>

namespace {

using requirements::Feature;
using requirements::Processor;

Processor with(std::uint32_t leaf1_ecx, std::uint32_t leaf1_edx, std::uint32_t extended_edx,
               std::uint32_t leaf7_ebx = 0, std::uint32_t leaf7_ecx = 0)
{
    Processor processor;
    processor.has_cpuid = true;
    processor.features = {0, 0, leaf1_ecx, leaf1_edx};
    processor.structured_features = {0, leaf7_ebx, leaf7_ecx, 0};
    processor.extended_features = {0, 0, 0, extended_edx};
    return processor;
}

Processor branded(std::string_view brand)
{
    Processor processor;
    std::memcpy(processor.brand.data(), brand.data(), brand.size());
    return processor;
}

// QEMU 7.2 says this of itself.
Processor const qemu64 = with(0x8020'2001, 0x078B'FBFD, 0x2010'0800);
Processor const pentium_pro = with(0, 0x0000'F9FF, 0);
Processor const i486 = with(0, 0x0000'0001, 0);

TEST(Requirements, MissNothingOnA64BitProcessor)
{
    EXPECT_EQ(requirements::missing(qemu64).view(), "");
}

TEST(Requirements, NameAllThatIsMissing)
{
    EXPECT_EQ(requirements::missing(pentium_pro).view(), "64-bit mode (long mode)");
    EXPECT_EQ(requirements::missing(i486).view(), "64-bit mode (long mode), PAE, MSRs, CMOV");
    EXPECT_EQ(requirements::missing(Processor{}).view(), "64-bit mode (long mode), PAE, MSRs, CMOV");
}

TEST(Requirements, DoWithoutWhatIsOnlyUseful)
{
    auto const plain = with(0, 1u << 5 | 1u << 6 | 1u << 15, 1u << 29);
    EXPECT_EQ(requirements::missing(plain).view(), "");
    EXPECT_FALSE(has(plain, Feature::no_execute));
    EXPECT_FALSE(has(plain, Feature::gigabyte_pages));
    EXPECT_FALSE(has(plain, Feature::sse4_2));
}

// Each feature is this bit of this word, and no other bit gives it (Intel SDM Vol. 2, "CPUID", tables 3-10, 3-11).
TEST(Requirements, LookAtTheManualsBits)
{
    struct {
        Feature feature;
        int word;
        int bit;
    } const bits[] = {{Feature::msr, 1, 5},         {Feature::pae, 1, 6},
                      {Feature::cmov, 1, 15},       {Feature::long_mode, 2, 29},
                      {Feature::no_execute, 2, 20}, {Feature::gigabyte_pages, 2, 26},
                      {Feature::sse4_2, 0, 20},     {Feature::page_attributes, 1, 16},
                      {Feature::smep, 3, 7},        {Feature::smap, 3, 20},
                      {Feature::umip, 4, 2},        {Feature::five_levels, 4, 16}};
    for (auto const& [feature, word, bit] : bits) {
        std::array<std::uint32_t, 5> words{};
        words[word] = 1u << bit;
        EXPECT_TRUE(has(std::apply(with, words), feature));
        for (auto& each : words)
            each = ~each;
        EXPECT_FALSE(has(std::apply(with, words), feature));
    }
}

TEST(Requirements, TakeThePaddingOffTheBrand)
{
    EXPECT_EQ(branded("QEMU Virtual CPU version 2.5+").name(), "QEMU Virtual CPU version 2.5+");
    EXPECT_EQ(branded("              Intel(R) Pentium(R) 4 CPU 3.00GHz").name(), "Intel(R) Pentium(R) 4 CPU 3.00GHz");
    EXPECT_EQ(branded("AMD Ryzen 7 5800X 8-Core Processor             ").name(), "AMD Ryzen 7 5800X 8-Core Processor");
    EXPECT_EQ(branded("Exactly forty-eight characters without a NUL end").name().size(), 48u);
}

TEST(Requirements, KnowAProcessorWithoutBrand)
{
    EXPECT_EQ(Processor{}.name(), "this processor");
    EXPECT_EQ(branded("                                                ").name(), "this processor");
    EXPECT_EQ(branded("   ").name(), "this processor");
    EXPECT_EQ(branded(std::string_view("\0hidden", 7)).name(), "this processor");
}

TEST(Requirements, AskAProcessorForAllItsLeaves)
{
    FakeMachine machine;
    machine.cpuid[7] = {0, 1u << 7, 1u << 2, 0};
    auto const processor = requirements::this_processor();
    EXPECT_TRUE(processor.has_cpuid);
    EXPECT_EQ(processor.identity.eax, 0xDu);
    EXPECT_EQ(requirements::missing(processor).view(), "");
    EXPECT_TRUE(has(processor, Feature::no_execute));
    EXPECT_TRUE(has(processor, Feature::smep));
    EXPECT_TRUE(has(processor, Feature::umip));
    EXPECT_FALSE(has(processor, Feature::smap));
    EXPECT_EQ(processor.name(), "QEMU Virtual CPU version 2.5+");
    EXPECT_EQ(processor.address_sizes.eax, 0x3028u);
}

TEST(Requirements, AskNothingOfAProcessorWithoutCpuid)
{
    FakeMachine machine;
    machine.has_cpuid = false;
    auto const processor = requirements::this_processor();
    EXPECT_FALSE(processor.has_cpuid);
    EXPECT_EQ(processor.identity.eax, 0u);
    EXPECT_EQ(requirements::missing(processor).view(), "64-bit mode (long mode), PAE, MSRs, CMOV");
}

// A leaf above the highest one is answered with whatever the highest one says (Intel SDM Vol. 2, "CPUID").
TEST(Requirements, BelieveNoLeafAboveTheHighest)
{
    FakeMachine machine;
    machine.cpuid[0].eax = 1;
    machine.cpuid[7] = {~0u, ~0u, ~0u, ~0u};
    EXPECT_FALSE(has(requirements::this_processor(), Feature::smep));

    machine.cpuid[0x8000'0000].eax = 0x8000'0001;
    auto const short_of_brand = requirements::this_processor();
    EXPECT_EQ(requirements::missing(short_of_brand).view(), "");
    EXPECT_EQ(short_of_brand.name(), "this processor");
    EXPECT_EQ(short_of_brand.address_sizes.eax, 0u);

    for (std::uint32_t const junk : {0u, 0x0000'0683u, 0x7FFF'FFFFu, 0x8000'0000u, 0x8001'0000u, ~0u}) {
        machine.cpuid[0x8000'0000].eax = junk;
        EXPECT_EQ(requirements::missing(requirements::this_processor()).view(), "64-bit mode (long mode)") << junk;
    }

    machine.cpuid[0].eax = 0;
    EXPECT_EQ(requirements::this_processor().features.edx, 0u);
}

} // namespace
