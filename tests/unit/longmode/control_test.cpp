// SPDX-License-Identifier: BSD-2-Clause
// Tests the choice of control bits: an optional bit is set if the kernel wishes for it and the processor supports it.
#include "longmode/control.hpp"

#include <gtest/gtest.h>

namespace {

using x86::Cr4;

constexpr std::uint32_t every_wish =
    farjump::wish_five_levels | farjump::wish_smep | farjump::wish_smap | farjump::wish_umip;

// Bits of CPUID leaf 7: SMEP and SMAP in EBX, UMIP and LA57 in ECX.
constexpr std::uint32_t smep = 1u << 7;
constexpr std::uint32_t smap = 1u << 20;
constexpr std::uint32_t umip = 1u << 2;
constexpr std::uint32_t five_levels = 1u << 16;

requirements::Processor with(std::uint32_t ebx, std::uint32_t ecx)
{
    requirements::Processor processor;
    processor.structured_features = {0, ebx, ecx, 0};
    return processor;
}

TEST(Control, IsPaeWhereNothingIsWishedFor)
{
    EXPECT_EQ(control::cr4(with(~0u, ~0u), 0), Cr4{0x20});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), ~(every_wish | farjump::wish_sse)), Cr4{0x20});
}

TEST(Control, IsPaeWhereNothingIsThere)
{
    EXPECT_EQ(control::cr4(with(0, 0), ~farjump::wish_sse), Cr4{0x20});
    EXPECT_EQ(control::cr4(with(~(smep | smap), ~(umip | five_levels)), ~farjump::wish_sse), Cr4{0x20});
}

// SSE needs no check, because every processor with long mode has it. MP is bit 1 of CR0. OSFXSR and OSXMMEXCPT are bits
// 9 and 10 of CR4.
TEST(Control, TurnsOnSseWhenWished)
{
    EXPECT_EQ(control::cr4(with(0, 0), farjump::wish_sse), Cr4{0x620});
    EXPECT_EQ(control::cr0(farjump::wish_sse), x86::Cr0{0x8001'0003});
    EXPECT_EQ(control::cr0(~farjump::wish_sse), x86::Cr0{0x8001'0001});
}

// Intel SDM Vol. 3A, "Control Registers": UMIP is bit 11, LA57 12, SMEP 20, SMAP 21.
TEST(Control, HasEachBitThatIsWishedForAndThere)
{
    EXPECT_EQ(control::cr4(with(smep, 0), every_wish), Cr4{0x10'0020});
    EXPECT_EQ(control::cr4(with(smap, 0), every_wish), Cr4{0x20'0020});
    EXPECT_EQ(control::cr4(with(0, umip), every_wish), Cr4{0x820});
    EXPECT_EQ(control::cr4(with(0, five_levels), every_wish), Cr4{0x1020});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), farjump::wish_smep), Cr4{0x10'0020});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), farjump::wish_smap), Cr4{0x20'0020});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), farjump::wish_umip), Cr4{0x820});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), farjump::wish_five_levels), Cr4{0x1020});
    EXPECT_EQ(control::cr4(with(~0u, ~0u), every_wish), Cr4{0x30'1820});
}

TEST(Control, PagesAsTheProcessorCanAndCr4Says)
{
    auto processor = with(0, five_levels);
    EXPECT_EQ(control::paging_features(processor, Cr4{0x20}).levels(), 4);
    EXPECT_EQ(control::paging_features(processor, Cr4{0x1020}).levels(), 5);

    auto const none = control::paging_features(processor, Cr4{0x20});
    EXPECT_FALSE(none.no_execute || none.gigabyte_pages || none.page_attributes);
    processor.extended_features.edx = 1u << 20;
    EXPECT_TRUE(control::paging_features(processor, Cr4{0x20}).no_execute);
    processor.extended_features.edx = 1u << 26;
    EXPECT_TRUE(control::paging_features(processor, Cr4{0x20}).gigabyte_pages);
    processor.features.edx = 1u << 16;
    EXPECT_TRUE(control::paging_features(processor, Cr4{0x20}).page_attributes);
}

} // namespace
