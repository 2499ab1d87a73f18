// SPDX-License-Identifier: BSD-2-Clause
// Tests the memory test: it detects memory that is missing, defective or an alias of other memory, and restores all
// contents.
#include "stage2/memory/memory_trial.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

struct MemoryTrialTest : testing::Test {
    MemoryTrialTest()
    {
        map.add(0, 640_KiB, MemoryKind::usable);
        map.add(1_MiB, 63_MiB, MemoryKind::usable);
        map.finish(640_KiB);
        for (std::size_t at = 0; at < machine.memory.size(); at += 251)
            machine.memory[at] = static_cast<std::byte>(at * 7 + (at >> 8));
        before = machine.memory;
    }

    bool keeps(std::uint64_t base, std::uint64_t size)
    {
        return memory_trial::keeps(map, static_cast<std::uint32_t>(base), static_cast<std::uint32_t>(base + size));
    }

    void ruin(std::uint64_t base, std::uint64_t end, std::function<void(std::byte&)> deed)
    {
        machine.on_flush = [=, this](std::uint64_t address) {
            for (auto at = address; at < address + 4; ++at)
                if (at >= base && at < end)
                    deed(machine.at(at, 1)[0]);
        };
    }

    FakeMachine machine{64_MiB};
    MemoryMap map;
    std::vector<std::byte> before;
};

TEST_F(MemoryTrialTest, GoodMemoryIsAsBefore)
{
    for (std::uint64_t base = 1_MiB; base < 64_MiB; base += 1_MiB)
        EXPECT_TRUE(keeps(base, 1_MiB));
    EXPECT_TRUE(keeps(3_MiB + 8_KiB, 4_KiB));
    EXPECT_EQ(machine.memory, before);
}

TEST_F(MemoryTrialTest, SeesAbsentAndDeadMemory)
{
    for (auto const value : {0x00, 0xFF, 0x5A}) {
        ruin(32_MiB, 64_MiB, [=](std::byte& cell) { cell = static_cast<std::byte>(value); });
        EXPECT_TRUE(keeps(31_MiB, 1_MiB));
        EXPECT_FALSE(keeps(32_MiB, 1_MiB));
        EXPECT_FALSE(keeps(48_MiB, 4_KiB));
    }
    for (auto const stuck : {0x01, 0x80}) {
        ruin(32_MiB, 64_MiB, [=](std::byte& cell) { cell |= static_cast<std::byte>(stuck); });
        EXPECT_FALSE(keeps(40_MiB, 4_KiB));
        ruin(32_MiB, 64_MiB, [=](std::byte& cell) { cell &= ~static_cast<std::byte>(stuck); });
        EXPECT_FALSE(keeps(40_MiB, 4_KiB));
    }
}

TEST_F(MemoryTrialTest, LooksAtBothEndsAndBetween)
{
    auto const to_zero = [](std::byte& cell) { cell = std::byte{0}; };
    ruin(8_MiB, 8_MiB + 4_KiB, to_zero);
    EXPECT_FALSE(keeps(8_MiB, 1_MiB));
    ruin(9_MiB - 4_KiB, 9_MiB, to_zero);
    EXPECT_FALSE(keeps(8_MiB, 1_MiB));
    ruin(8_MiB + 256_KiB, 8_MiB + 512_KiB + 4, to_zero);
    EXPECT_FALSE(keeps(8_MiB, 1_MiB));
}

// An address line that is not connected: each cell of one half is one of the other, too.
TEST_F(MemoryTrialTest, SeesTheSameMemoryTwiceAndLeavesItWhole)
{
    for (auto const line : {1_MiB, 8_MiB, 32_MiB}) {
        machine.memory = before;
        for (auto at = line; at < 64_MiB; at += line) // they are one from the start
            std::ranges::copy(machine.at(0, line), machine.at(at, line).begin());
        auto const aliased = machine.memory;
        machine.on_flush = [=, this](std::uint64_t address) {
            for (auto at = address & (line - 1); at < 64_MiB; at += line)
                std::ranges::copy(machine.at(address, 4), machine.at(at, 4).begin());
        };
        EXPECT_FALSE(keeps(line + (line == 1_MiB ? 2_MiB : 0), line == 1_MiB ? 4_KiB : 1_MiB)) << line;
        EXPECT_EQ(machine.memory, aliased) << line;
    }
}

TEST_F(MemoryTrialTest, TouchesNothingThatIsNotMemory)
{
    map.clear();
    map.add(1_MiB, 1_MiB, MemoryKind::usable);
    map.add(2_MiB, 2_MiB, MemoryKind::reserved); // a device's
    map.add(4_MiB, 4_MiB, MemoryKind::usable);
    map.finish(640_KiB);
    machine.on_flush = [](std::uint64_t address) {
        EXPECT_TRUE(address >= 1_MiB && address < 8_MiB && !(address >= 2_MiB && address < 4_MiB)) << address;
    };
    EXPECT_TRUE(keeps(6_MiB, 1_MiB));
    EXPECT_TRUE(keeps(7_MiB, 1_MiB));
}

} // namespace
