// SPDX-License-Identifier: BSD-2-Clause
// Tests the report on the processor with CPUID words of real processors.
#include "stage2/machine/processor_report.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

struct ProcessorReportTest : testing::Test {
    farjump::ProcessorReport write() const { return processor_report::write(processor); }
    void expect_signature(std::uint32_t eax, std::uint32_t family, std::uint32_t model, std::uint32_t stepping)
    {
        processor.features.eax = eax;
        auto const report = write();
        EXPECT_EQ(report.family, family) << std::hex << eax;
        EXPECT_EQ(report.model, model) << std::hex << eax;
        EXPECT_EQ(report.stepping, stepping) << std::hex << eax;
    }
    void brand(std::string_view words) { std::memcpy(processor.brand.data(), words.data(), words.size()); }

    requirements::Processor processor;
};

TEST_F(ProcessorReportTest, PutsTheVendorInOrder)
{
    processor.identity = {0, 0x756E6547, 0x6C65746E, 0x49656E69};
    EXPECT_STREQ(write().vendor, "GenuineIntel");
}

TEST_F(ProcessorReportTest, AddsTheExtensionsThatCount)
{
    expect_signature(0x000306C3, 6, 60, 3);  // Haswell
    expect_signature(0x00800F12, 23, 1, 2);  // Ryzen
    expect_signature(0x00A20F10, 25, 33, 0); // Zen 3
    expect_signature(0x00000F29, 15, 2, 9);  // Pentium 4
    expect_signature(0x00000543, 5, 4, 3);   // Pentium MMX
    expect_signature(0x0FFF0573, 5, 7, 3);   // where the extensions mean nothing
}

TEST_F(ProcessorReportTest, TrimsTheBrand)
{
    brand("   Some Processor @ 3 GHz  ");
    EXPECT_STREQ(write().brand, "Some Processor @ 3 GHz");
    processor.brand = {};
    EXPECT_STREQ(write().brand, "");
    brand("a brand of 48 characters that ends without a NUL");
    EXPECT_STREQ(write().brand, "a brand of 48 characters that ends without a NU");
}

TEST_F(ProcessorReportTest, KnowsTheUsualWidthOfAddresses)
{
    EXPECT_EQ(write().physical_address_bits, 36u);
    processor.address_sizes.eax = 0x3930;
    EXPECT_EQ(write().physical_address_bits, 48u);
    processor.address_sizes.eax = 0x30FF; // more than a page table's entry holds
    EXPECT_EQ(write().physical_address_bits, 52u);
    processor.address_sizes.eax = 0x3001;
    EXPECT_EQ(write().physical_address_bits, 36u);
}

TEST_F(ProcessorReportTest, NamesTheFeatures)
{
    EXPECT_EQ(write().features, 0u);
    processor.extended_features.edx = 1u << 20;
    EXPECT_EQ(write().features, farjump::processor_no_execute);
    processor.extended_features.edx = 1u << 26;
    EXPECT_EQ(write().features, farjump::processor_gigabyte_pages);
    processor.extended_features.edx = 0;
    processor.structured_features.ecx = 1u << 16;
    EXPECT_EQ(write().features, farjump::processor_five_levels);
    processor.structured_features.ecx = 0;
    processor.features.ecx = 1u << 20;
    EXPECT_EQ(write().features, farjump::processor_sse4_2);
}

TEST_F(ProcessorReportTest, FindsTheHighestLevelThatIsWhole)
{
    EXPECT_EQ(write().isa_level, 1u);
    processor.features.ecx = 0x0098'2201;
    EXPECT_EQ(write().isa_level, 1u);
    processor.extended_features.ecx = 0x01;
    EXPECT_EQ(write().isa_level, 2u);
    processor.features.ecx |= 0x3440'1000;
    processor.extended_features.ecx |= 0x20;
    processor.structured_features.ebx = 0xD003'0108; // all of v4, but no AVX2
    EXPECT_EQ(write().isa_level, 2u);
    processor.structured_features.ebx = 0x0000'0128;
    EXPECT_EQ(write().isa_level, 3u);
    processor.structured_features.ebx |= 0xD003'0000;
    EXPECT_EQ(write().isa_level, 4u);
    processor.features.ecx &= ~1u; // no SSE3: of the lowest level's features one is missing
    EXPECT_EQ(write().isa_level, 1u);
}

} // namespace
