// Processor features, from CPUID words made up for processors that there are, were and never were.
#include "longmode/requirements.hpp"

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
    struct { Feature feature; int word; int bit; } const bits[] = {
        {Feature::msr, 1, 5}, {Feature::pae, 1, 6}, {Feature::cmov, 1, 15}, {Feature::long_mode, 2, 29},
        {Feature::no_execute, 2, 20}, {Feature::gigabyte_pages, 2, 26}, {Feature::sse4_2, 0, 20},
        {Feature::page_attributes, 1, 16}, {Feature::smep, 3, 7}, {Feature::smap, 3, 20}, {Feature::umip, 4, 2},
        {Feature::five_levels, 4, 16}};
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

// The machine that runs this test has a 64-bit processor with a name, and can tell.
TEST(Requirements, AskTheProcessorItself)
{
    auto const processor = requirements::this_processor();
    EXPECT_TRUE(processor.has_cpuid);
    EXPECT_GE(processor.identity.eax, 1u);
    EXPECT_EQ(requirements::missing(processor).view(), "");
    EXPECT_NE(processor.name(), "");
}

} // namespace
