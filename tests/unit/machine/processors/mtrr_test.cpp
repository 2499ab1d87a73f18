// SPDX-License-Identifier: BSD-2-Clause
// Tests that MTRRs are compared first, and written in the manual's order.
#include "stage2/machine/processors/mtrr.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

struct MtrrTest : testing::Test {
    MtrrTest() { have(0x508); }

    // Registers of a processor with these capabilities, each with another value.
    void have(std::uint64_t capabilities)
    {
        machine.msrs = {{0xFE, capabilities}, {0x2FF, 0xC06}};
        for (std::uint32_t i = 0; i < std::min<std::uint32_t>(capabilities & 0xFF, 40); ++i) {
            machine.msrs[0x200 + 2 * i] = 0x1000'0000ull * i;
            machine.msrs[0x201 + 2 * i] = 0xF'F000'0800;
        }
        if (capabilities & 0x100)
            for (std::uint32_t const number :
                 {0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F})
                machine.msrs[number] = 0x0606'0606'0606'0606;
    }

    FakeMachine machine;
};

TEST_F(MtrrTest, WritesNothingIfTheyAreEqual)
{
    mtrr::make_equal(mtrr::read());
    EXPECT_TRUE(machine.msr_writes.empty());
}

TEST_F(MtrrTest, WritesAllOfThemWithCachesAndMtrrsOff)
{
    for (std::uint32_t const number : {0x200, 0x20F, 0x250, 0x26F, 0x2FF}) {
        have(0x508);
        auto const wanted = machine.msrs;
        auto const registers = mtrr::read();
        machine.msrs[number] ^= 0x10;
        machine.msr_writes.clear();
        machine.on_msr_write = [&](std::uint32_t written, std::uint64_t) {
            EXPECT_TRUE(machine.caches_off);
            EXPECT_TRUE(written == 0x2FF || !(machine.msrs[0x2FF] & 0x800)) << "the MTRRs are on";
        };
        mtrr::make_equal(registers);
        EXPECT_EQ(machine.msrs, wanted) << number;
        EXPECT_EQ(machine.msr_writes.size(), 2u + 16 + 11);
        EXPECT_EQ(machine.msr_writes.front(), 0x2FFu);
        EXPECT_EQ(machine.msr_writes.back(), 0x2FFu);
        EXPECT_FALSE(machine.caches_off);
    }
}

TEST_F(MtrrTest, ReadsNoPairBeyondTheArchitecturesRegisters)
{
    have(0x1FF); // 255 pairs; a register that is not there would throw
    EXPECT_EQ(mtrr::read().pairs, mtrr::most_pairs);
}

TEST_F(MtrrTest, ReadsNoFixedOnesThatAreNotThere)
{
    have(0x002);
    auto registers = mtrr::read();
    EXPECT_EQ(registers.pairs, 2u);
    EXPECT_FALSE(registers.has_fixed);
    registers.default_type = 0x800;
    mtrr::make_equal(registers);
    EXPECT_EQ(machine.msrs[0x2FF], 0x800u);
}

TEST_F(MtrrTest, WritesOnlyWhatThisProcessorHas)
{
    auto const of_another = mtrr::read();
    have(0x002);
    mtrr::make_equal(of_another);
    EXPECT_EQ(machine.msr_writes.size(), 2u + 4);
}

TEST_F(MtrrTest, AProcessorMayHaveNone)
{
    auto const of_another = mtrr::read();
    machine.cpuid[1].edx &= ~(1u << 12);
    machine.msrs.clear();
    EXPECT_EQ(mtrr::read().pairs, 0u);
    mtrr::make_equal(of_another);
    EXPECT_TRUE(machine.msr_writes.empty());
}

} // namespace
