// SPDX-License-Identifier: BSD-2-Clause
// Tests the segment descriptors: decodes each field as the processor does.
// Intel SDM Vol. 3A, "Segment Descriptors" (3.4.5).
#include "longmode/gdt.hpp"

#include <gtest/gtest.h>

namespace {

using gdt::Selector;

struct Segment {
    std::uint64_t base;
    std::uint64_t last; // offset of the last byte
    bool code;
    bool readable_or_writable;
    bool present;
    int ring;
    int bits; // 16, 32 or 64
    bool operator==(Segment const&) const = default;
};

Segment decoded(Selector selector)
{
    auto const raw = gdt::at(selector);
    auto const bit = [raw](int number) { return (raw >> number & 1) != 0; };
    auto const base = (raw >> 16 & 0xFF'FFFF) | (raw >> 56) << 24;
    auto const limit = (raw & 0xFFFF) | (raw >> 48 & 0xF) << 16;
    EXPECT_TRUE(bit(44)) << "a system segment";
    EXPECT_FALSE(bit(42)) << "conforming code or expand-down data";
    return {base,
            bit(55) ? limit << 12 | 0xFFF : limit,
            bit(43),
            bit(41),
            bit(47),
            static_cast<int>(raw >> 45 & 3),
            bit(53)   ? 64
            : bit(54) ? 32
                      : 16};
}

TEST(Gdt, HoldsTheSegmentsOfEachMode)
{
    constexpr std::uint64_t all = 0xFFFF'FFFF;
    EXPECT_EQ(gdt::at(Selector::null), 0u);
    EXPECT_EQ(decoded(Selector::code64), (Segment{0, all, true, true, true, 0, 64}));
    EXPECT_EQ(decoded(Selector::data32), (Segment{0, all, false, true, true, 0, 32}));
    EXPECT_EQ(decoded(Selector::code32), (Segment{0, all, true, true, true, 0, 32}));
    EXPECT_EQ(decoded(Selector::code16), (Segment{layout::stage2_base, 0xFFFF, true, true, true, 0, 16}));
    EXPECT_EQ(decoded(Selector::data16), (Segment{0, 0xFFFF, false, true, true, 0, 16}));
}

// With L and D/B both set the processor would refuse the segment.
TEST(Gdt, NeverAsksFor64And32BitsAtOnce)
{
    for (auto const raw : gdt::table)
        EXPECT_FALSE((raw >> 53 & 1) && (raw >> 54 & 1));
}

// Intel SDM Vol. 3A, "TSS Descriptor in 64-bit mode" (7.2.3).
TEST(Gdt, HoldsATaskStateSegmentWherever)
{
    auto copy = gdt::table;
    gdt::describe_task(copy, 0xFFFF'8000'12AB'CDE0);
    EXPECT_EQ(copy[6], 0x1200'89AB'CDE0'0067u);
    EXPECT_EQ(copy[7], 0xFFFF'8000u);
    EXPECT_TRUE(std::equal(copy.begin(), copy.begin() + 6, gdt::table.begin()));
}

} // namespace
