// SPDX-License-Identifier: BSD-2-Clause
// Tests the memory map from the firmware: E820h with the quirks of BIOSes, and the services that replace it if it
// fails.
#include "stage2/bios/memory.hpp"

#include "tests/fake_memory_bios.hpp"
#include "tests/unit/map_lists.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using enum MemoryKind;
using Ranges = std::vector<Range>;

struct BiosMemoryTest : testing::Test {
    void expect_map(std::string_view source, Ranges const& ranges)
    {
        map.clear();
        auto const result = bios::read_memory_map(map);
        ASSERT_TRUE(result);
        EXPECT_EQ(*result, source);
        EXPECT_EQ(listed(map), ranges);
    }

    FakeMachine machine;
    FakeMemoryBios bios{machine};
    MemoryMap map;

    std::vector<FakeMemoryBios::Entry> const plain{{0, 0x9FC00, 1},         {0x9FC00, 0x400, 2},
                                                   {0xF0000, 0x10000, 2},   {1_MiB, 0x7EE0000, 1},
                                                   {0x7FE0000, 0x20000, 3}, {0xFFFC0000, 0x40000, 2}};
    Ranges const put_in_order{{0, 64_KiB, reserved},
                              {64_KiB, 0x9F000, usable},
                              {0x9FC00, 1_MiB, reserved},
                              {1_MiB, 0x7FE0000, usable},
                              {0x7FE0000, 0x8000000, acpi_reclaimable},
                              {0xFFFC0000, 0x100000000, reserved}};
    Ranges const first_megabyte{{0, 64_KiB, reserved}, {64_KiB, 0xA0000, usable}, {0xA0000, 1_MiB, reserved}};
};

Ranges operator+(Ranges left, Ranges const& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

TEST_F(BiosMemoryTest, TakesEntriesOfEachLengthAndBothEnds)
{
    bios.list = plain;
    for (auto const size : {20, 24, 48, 64})
        for (auto const end : {FakeMemoryBios::End::ebx_zero, FakeMemoryBios::End::carry}) {
            bios.entry_size = static_cast<std::uint32_t>(size);
            bios.end = end;
            expect_map("E820h", put_in_order);
        }
}

TEST_F(BiosMemoryTest, TakesEntriesWhoseAttributesSayIgnore)
{
    bios.list = plain;
    bios.entry_size = 24;
    bios.attributes = 0;
    expect_map("E820h", put_in_order);
}

TEST_F(BiosMemoryTest, TakesTheListInAnyOrderAndTwice)
{
    bios.list = {plain.rbegin(), plain.rend()};
    bios.list.insert(bios.list.end(), plain.begin(), plain.end());
    expect_map("E820h", put_in_order);
}

TEST_F(BiosMemoryTest, EndsAnEndlessList)
{
    bios.list = plain;
    bios.endless = true;
    expect_map("E820h", put_in_order);
    EXPECT_LE(machine.calls.size(), 2000u);
}

TEST_F(BiosMemoryTest, DoesNotBelieveAListThatBreaksOff)
{
    bios.list = plain;
    bios.forgets_smap_at = 4;
    bios.e801 = {0x3C00, 0x0100, 0x3C00, 0x0100};
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 31_MiB, usable}});
}

TEST_F(BiosMemoryTest, DoesNotBelieveAListWithoutUsableMemoryOrSignature)
{
    bios.e801 = {0x3C00, 0, 0x3C00, 0};
    bios.list = {{0, 1_GiB, 2}};
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 15_MiB, usable}});
    bios.list = plain;
    bios.other_smap = 0x50414D53;
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 15_MiB, usable}});
}

TEST_F(BiosMemoryTest, CarefulReadingWinsWhereEntriesContradict)
{
    bios.list = {{0, 64_MiB, 1},     {8_MiB, 4_MiB, 2},  {9_MiB, 1_MiB, 1},   {20_MiB, 1_MiB, 4}, {20_MiB, 2_MiB, 3},
                 {30_MiB, 1_MiB, 5}, {40_MiB, 1_MiB, 7}, {41_MiB, 1_MiB, 12}, {50_MiB, 1_MiB, 0}, {55_MiB, 0, 2}};
    expect_map("E820h", first_megabyte + Ranges{{1_MiB, 8_MiB, usable},
                                                {8_MiB, 12_MiB, reserved},
                                                {12_MiB, 20_MiB, usable},
                                                {20_MiB, 21_MiB, acpi_nvs},
                                                {21_MiB, 22_MiB, acpi_reclaimable},
                                                {22_MiB, 30_MiB, usable},
                                                {30_MiB, 31_MiB, bad},
                                                {31_MiB, 40_MiB, usable},
                                                {40_MiB, 42_MiB, reserved},
                                                {42_MiB, 50_MiB, usable},
                                                {50_MiB, 51_MiB, reserved},
                                                {51_MiB, 64_MiB, usable}});
}

TEST_F(BiosMemoryTest, DoesNotLetTheFirmwareSpeakForTheLoader)
{
    bios.list = {{1_MiB, 63_MiB, 1}, {2_MiB, 1_MiB, 0x1000}, {4_MiB, 1_MiB, 0x1001}};
    expect_map("E820h", {{0, 64_KiB, reserved},
                         {0xA0000, 1_MiB, reserved},
                         {1_MiB, 2_MiB, usable},
                         {2_MiB, 3_MiB, reserved},
                         {3_MiB, 4_MiB, usable},
                         {4_MiB, 5_MiB, reserved},
                         {5_MiB, 64_MiB, usable}});
}

TEST_F(BiosMemoryTest, CutsWhatNoProcessorReaches)
{
    bios.list = {{1_MiB, 1_MiB, 1}, {1_GiB, ~0ull, 2}, {~0ull - 100, 200, 1}, {~0ull, ~0ull, 1}};
    expect_map("E820h", {{0, 64_KiB, reserved},
                         {0xA0000, 1_MiB, reserved},
                         {1_MiB, 2_MiB, usable},
                         {1_GiB, MemoryMap::highest, reserved}});
}

TEST_F(BiosMemoryTest, TakesThreeHundredEntries)
{
    for (std::uint64_t i = 0; i < 300; ++i)
        bios.list.push_back({1_MiB + i * 1_MiB, 512_KiB, i % 2 == 0 ? 1u : 2u});
    auto const result = bios::read_memory_map(map);
    ASSERT_TRUE(result);
    EXPECT_EQ(map.usable_ranges(), 150u);
    EXPECT_EQ(map.usable_bytes(), 150 * 512_KiB);
    EXPECT_EQ(map.dropped(), 0u);
    EXPECT_TRUE(in_order(map));
}

TEST_F(BiosMemoryTest, LivesWithMoreEntriesThanItCanKeep)
{
    for (std::uint64_t i = 0; i < 900; ++i)
        bios.list.push_back({1_MiB + i * 1_MiB, 512_KiB, i % 2 == 0 ? 1u : 2u});
    bios.list.push_back({1_MiB, 1_GiB, 1}); // and one that would cover what was forgotten
    ASSERT_TRUE(bios::read_memory_map(map));
    EXPECT_NE(map.dropped(), 0u);
    EXPECT_TRUE(in_order(map));
    for (auto const& range : listed(map))
        for (std::uint64_t i = 1; i < 900 && range.kind == usable; i += 2)
            EXPECT_TRUE(range.end <= (i + 1) * 1_MiB || range.base >= (i + 1) * 1_MiB + 512_KiB);
    for (int i = 0; i < 6; ++i) // there is still room to write down what is taken
        EXPECT_TRUE(map.claim({1_MiB + (4 * i) * 1_MiB + 8_KiB}, 4_KiB, loader));
    EXPECT_EQ(std::ranges::count(map.ranges(), loader, &MemoryRange::kind), 6);
}

// But for the last MiB, which firmware may use without a word.
TEST_F(BiosMemoryTest, ReadsE801InEitherPairOfRegisters)
{
    bios.e801 = {0x3C00, 0x0700, 0, 0};
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 127_MiB, usable}});
    bios.e801 = {0, 0, 0x3C00, 0x0700};
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 127_MiB, usable}});
    bios.e801 = {0x3800, 0x0700, 0x3C00, 0}; // a hole from 15 to 16 MiB
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 15_MiB, usable}, {16_MiB, 127_MiB, usable}});
    bios.e801 = {0xFFFF, 0, 0, 0}; // more below 16 MiB than there is
    expect_map("E801h", first_megabyte + Ranges{{1_MiB, 15_MiB, usable}});
}

TEST_F(BiosMemoryTest, FallsBackTo88h)
{
    bios.kib_88 = 0x0C00;
    expect_map("88h", first_megabyte + Ranges{{1_MiB, 3_MiB, usable}});
    bios.e801 = {0, 0, 0, 0};
    expect_map("88h", first_megabyte + Ranges{{1_MiB, 3_MiB, usable}});
    bios.kib_88 = 0xFFFF;
    expect_map("88h", first_megabyte + Ranges{{1_MiB, 15_MiB, usable}});
}

TEST_F(BiosMemoryTest, SaysSoWhenNobodyAnswers)
{
    bios.kib_88 = 0;
    auto const result = bios::read_memory_map(map);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::no_memory_map);
}

TEST_F(BiosMemoryTest, LowMemoryEndsAtTheLowestBelievableWord)
{
    EXPECT_EQ(bios::low_memory_end(), 640u << 10);
    bios.conventional_kib = 600;
    EXPECT_EQ(bios::low_memory_end(), 600u << 10);
    bios.count_conventional(512);
    EXPECT_EQ(bios::low_memory_end(), 512u << 10);
    bios.place_ebda(0x7000);
    EXPECT_EQ(bios::low_memory_end(), 0x70000u);
    bios.place_ebda(0x9FC0);
    EXPECT_EQ(bios::low_memory_end(), 512u << 10);
    for (auto const nonsense : {0, 1, 127, 641, 0xFFFF}) {
        bios.conventional_kib = static_cast<std::uint16_t>(nonsense);
        bios.count_conventional(static_cast<std::uint16_t>(nonsense));
        EXPECT_EQ(bios::low_memory_end(), 0x9FC00u);
    }
    for (auto const nonsense : {0, 0x40, 0x5FFF, 0xA000, 0xFFFF}) {
        bios.place_ebda(static_cast<std::uint16_t>(nonsense));
        EXPECT_EQ(bios::low_memory_end(), 640u << 10);
    }
}

TEST_F(BiosMemoryTest, KeepsOutWhatTheEbdaTookAndE820Forgot)
{
    bios.list = {{0, 16_MiB, 1}};
    bios.place_ebda(0x9000);
    expect_map("E820h",
               {{0, 64_KiB, reserved}, {64_KiB, 0x90000, usable}, {0x90000, 1_MiB, reserved}, {1_MiB, 16_MiB, usable}});
}

} // namespace
