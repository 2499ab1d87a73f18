// SPDX-License-Identifier: BSD-2-Clause
// Tests the mark by which a reset soon after a kernel's start is recognized.
#include "stage2/machine/reset_mark.hpp"

#include "include/layout.hpp"
#include "include/units.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

constexpr std::uint32_t second = 18; // in ticks
constexpr std::uint32_t ticks_per_day = 1'573'040;

struct ResetMarkTest : testing::Test {
    FakeMachine machine{1_MiB, std::byte{0xA5}};
};

TEST_F(ResetMarkTest, IsNotThereAtFirst)
{
    EXPECT_FALSE(reset_mark::take(1000));
}

TEST_F(ResetMarkTest, CountsForThirtySecondsAfterTheKernelsStart)
{
    for (std::uint32_t const seconds : {0u, 1u, 29u, 30u}) {
        reset_mark::leave(5000);
        EXPECT_TRUE(reset_mark::take(5000 + seconds * second));
    }
    reset_mark::leave(0xFFFF'FFF0);
    EXPECT_TRUE(reset_mark::take(0x10)); // modulo 2^32
}

TEST_F(ResetMarkTest, TheCountMayBeASecondBehindAfterAReset)
{
    reset_mark::leave(5000);
    EXPECT_TRUE(reset_mark::take(5000 - second));
    reset_mark::leave(5000);
    EXPECT_FALSE(reset_mark::take(5000 - second - 1));
}

TEST_F(ResetMarkTest, IsForgottenAfterThirtySeconds)
{
    for (std::uint32_t const ticks : {30 * second + 1, 31 * second, 3600 * second, 0x8000'0000u, 0xFFFF'FF00u}) {
        reset_mark::leave(5000);
        EXPECT_FALSE(reset_mark::take(5000 + ticks)) << ticks;
    }
}

TEST_F(ResetMarkTest, CountsOnce)
{
    reset_mark::leave(5000);
    EXPECT_TRUE(reset_mark::take(5000));
    EXPECT_FALSE(reset_mark::take(5000));
    reset_mark::leave(5000);
    EXPECT_FALSE(reset_mark::take(9000)); // also if it is too old
    EXPECT_FALSE(reset_mark::take(5000));
}

// The BIOS's ticks begin anew at midnight: a reset at that time is not recognized, which harms nothing.
TEST_F(ResetMarkTest, IsNotRecognizedOverMidnight)
{
    reset_mark::leave(ticks_per_day - 2 * second);
    EXPECT_FALSE(reset_mark::take(second));
}

TEST_F(ResetMarkTest, AMarkThatMemoryHasDamagedDoesNotCount)
{
    for (std::uint32_t byte = 0; byte < layout::reset_mark_size; ++byte)
        for (int bit = 0; bit < 8; ++bit) {
            reset_mark::leave(5000);
            machine.at(layout::reset_mark + byte, 1)[0] ^= std::byte(1 << bit);
            EXPECT_FALSE(reset_mark::take(5000)) << byte << ", " << bit;
        }
}

TEST_F(ResetMarkTest, RandomMemoryIsNoMark)
{
    std::mt19937 random(1);
    for (int i = 0; i < 10'000; ++i) {
        for (auto& byte : machine.at(layout::reset_mark, layout::reset_mark_size))
            byte = static_cast<std::byte>(random());
        EXPECT_FALSE(reset_mark::take(static_cast<std::uint32_t>(random())));
    }
}

TEST_F(ResetMarkTest, TouchesItsOwnBytesOnly)
{
    reset_mark::leave(5000);
    reset_mark::take(5000);
    auto const& memory = machine.memory;
    for (std::size_t at = 0; at < memory.size(); ++at)
        if (at < layout::reset_mark || at >= layout::reset_mark + layout::reset_mark_size) {
            ASSERT_EQ(memory[at], std::byte{0xA5}) << at;
        }
}

} // namespace
