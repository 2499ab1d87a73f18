// SPDX-License-Identifier: BSD-2-Clause
// Tests allocation from the memory map: from which range, only from memory that exists, and that no memory is lost.
#include "stage2/memory/memory_map.hpp"

#include "tests/unit/map_lists.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace {

using enum MemoryKind;
using Ranges = std::vector<Range>;

struct MemoryMapTaking : testing::Test {
    MemoryMapTaking()
    {
        map.add(0, 640_KiB, usable);
        map.add(1_MiB, 15_MiB, usable);
        map.add(20_MiB, 4_MiB, usable);
        map.add(8_GiB, 8_GiB, usable);
        map.finish(640_KiB);
    }

    void expect_place(std::uint64_t size, std::uint32_t alignment, std::uint64_t place)
    {
        auto const result = map.allocate({size, alignment, loader, "a thing"});
        ASSERT_TRUE(result);
        EXPECT_EQ(result->value, place);
        EXPECT_TRUE(in_order(map));
    }

    bool claims(PhysAddr base, std::uint64_t size, MemoryKind kind) { return map.claim(base, size, kind).value(); }

    MemoryMap map;
};

TEST_F(MemoryMapTaking, AllocatesFromTheTopBelow4GiB)
{
    expect_place(1, 4_KiB, 24_MiB - 4_KiB);
    expect_place(4_KiB, 4_KiB, 24_MiB - 8_KiB);
    expect_place(1_MiB, 2_MiB, 22_MiB);
    expect_place(4_MiB, 4_KiB, 12_MiB);
    EXPECT_EQ(map.usable_bytes(), 640_KiB - 64_KiB + 11_MiB + 3_MiB - 8_KiB + 8_GiB);
}

TEST_F(MemoryMapTaking, AllocatesNothingBelow1MiB)
{
    expect_place(4_MiB, 4_KiB, 20_MiB);
    expect_place(15_MiB, 4_KiB, 1_MiB);
    auto const result = map.allocate({4_KiB, 4_KiB, loader, "a thing"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::out_of_memory);
    EXPECT_EQ(result.error()->numbers, (std::array<std::uint64_t, 3>{4_KiB, 0, 0}));
    EXPECT_EQ(result.error()->name, "a thing");
}

TEST_F(MemoryMapTaking, RefusesWhatDoesNotFit)
{
    for (auto const size : {15_MiB + 1, 1_GiB, 4_GiB, 1_GiB << 20})
        EXPECT_FALSE(map.allocate({size, 4_KiB, loader, "a thing"})) << size;
    EXPECT_TRUE(map.allocate({14_MiB, 2_MiB, loader, "a thing"}));
    EXPECT_FALSE(map.allocate({14_MiB, 2_MiB, loader, "a thing"}));
}

TEST_F(MemoryMapTaking, ReleasesWhatWasAllocated)
{
    auto const before = map.ranges().size();
    auto const usable_before = map.usable_bytes();
    expect_place(5_KiB, 4_KiB, 24_MiB - 8_KiB);
    expect_place(4_KiB, 4_KiB, 24_MiB - 12_KiB);
    EXPECT_TRUE(map.release({24_MiB - 8_KiB}, 5_KiB));
    EXPECT_TRUE(in_order(map));
    EXPECT_EQ(map.usable_bytes(), usable_before - 4_KiB);
    expect_place(8_KiB, 4_KiB, 24_MiB - 8_KiB);
    EXPECT_TRUE(map.release({24_MiB - 8_KiB}, 8_KiB));
    EXPECT_TRUE(map.release({24_MiB - 12_KiB}, 4_KiB));
    EXPECT_EQ(map.ranges().size(), before);
    EXPECT_EQ(map.usable_bytes(), usable_before);
}

TEST_F(MemoryMapTaking, ClaimsWhatIsFreeAndNothingElse)
{
    EXPECT_TRUE(claims({2_MiB}, 1_MiB, kernel));
    EXPECT_FALSE(claims({2_MiB}, 4_KiB, kernel));
    EXPECT_FALSE(claims({3_MiB - 4_KiB}, 8_KiB, kernel));
    EXPECT_FALSE(claims({15_MiB}, 2_MiB, kernel));
    EXPECT_FALSE(claims({18_MiB}, 4_KiB, kernel));
    EXPECT_FALSE(claims({0}, 4_KiB, kernel));
    EXPECT_FALSE(claims({~0ull << 12}, 8_KiB, kernel));
    EXPECT_FALSE(claims({3_MiB}, ~0ull << 12, kernel));
    EXPECT_TRUE(claims({1_MiB}, 1_MiB, kernel));
    EXPECT_TRUE(claims({3_MiB}, 13_MiB, loader));
    EXPECT_EQ(listed(map), (Ranges{{0, 64_KiB, reserved},
                                   {64_KiB, 640_KiB, usable},
                                   {640_KiB, 1_MiB, reserved},
                                   {1_MiB, 3_MiB, kernel},
                                   {3_MiB, 16_MiB, loader},
                                   {20_MiB, 24_MiB, usable},
                                   {8_GiB, 16_GiB, usable}}));
}

TEST_F(MemoryMapTaking, CountsOnlyWhatCouldHaveBeenTaken)
{
    auto const result = map.allocate({16_MiB, 4_KiB, loader, "a thing"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->numbers, (std::array<std::uint64_t, 3>{16_MiB, 15_MiB, 19_MiB}));
}

TEST(MemoryMapTakingHigh, TakesNothingAcross4GiB)
{
    MemoryMap map;
    map.add(1_GiB, 7_GiB, usable);
    map.finish(640_KiB);
    auto const place = map.allocate({1_MiB, 4_KiB, loader, "a thing"});
    ASSERT_TRUE(place);
    EXPECT_LT(place->value + 1_MiB, 4_GiB);
    auto const result = map.allocate({3_GiB, 4_KiB, loader, "a thing"});
    ASSERT_FALSE(result);
    EXPECT_LT(result.error()->numbers[1], 3_GiB);
    EXPECT_FALSE(map.claim({4_GiB - 1_MiB}, 2_MiB, kernel).value());
}

// Nothing is lost when the table is full: what does not fit is refused.
TEST(MemoryMapFull, RefusesAndLosesNothing)
{
    MemoryMap map;
    map.add(1_MiB, 1_GiB, usable);
    map.finish(640_KiB);
    auto const bytes = map.usable_bytes();
    std::uint64_t taken = 0;
    std::uint64_t at = 2_MiB;
    auto result = map.claim({at}, 4_KiB, loader);
    for (; result; result = map.claim({at += 8_KiB}, 4_KiB, loader)) {
        EXPECT_TRUE(*result);
        taken += 4_KiB;
    }
    EXPECT_EQ(result.error()->code, errors::Code::memory_map_full);
    EXPECT_GE(map.ranges().size() + 2, MemoryMap::capacity);
    EXPECT_EQ(map.usable_bytes(), bytes - taken);
    EXPECT_EQ(map.dropped(), 0u);
    EXPECT_TRUE(in_order(map));
    auto const allocated = map.allocate({4_KiB, 4_KiB, kernel, "a thing"});
    ASSERT_FALSE(allocated);
    EXPECT_EQ(allocated.error()->code, errors::Code::memory_map_full);
    EXPECT_EQ(map.usable_bytes(), bytes - taken);
}

// Memory of which some is absent or dead, as MemoryTrial's functions see it: MiB by MiB.
struct BadMemory : testing::Test {
    BadMemory()
    {
        now = this;
        map.add(1_MiB, 1023_MiB, usable);
        map.finish(640_KiB);
        map.try_before_use({keeps, report});
    }
    ~BadMemory() override { now = nullptr; }

    static bool keeps(MemoryMap const& map, std::uint32_t base, std::uint32_t end)
    {
        EXPECT_LT(base, end);
        EXPECT_LE(end - base, 1_MiB);
        EXPECT_EQ(&map, &now->map);
        ++now->trials;
        for (auto const& dead : now->dead)
            if (base < dead.end && end > dead.base)
                return false;
        return true;
    }

    static void report(std::uint32_t base, std::uint32_t end) { now->reports.push_back({base, end, bad}); }

    static inline BadMemory* now = nullptr;

    MemoryMap map;
    Ranges dead;
    Ranges reports;
    int trials = 0;
};

TEST_F(BadMemory, LeavesTheTopThatIsAbsent)
{
    dead = {{128_MiB, 1_GiB, bad}};
    auto const place = map.allocate({4_MiB, 4_KiB, loader, "a thing"});
    ASSERT_TRUE(place);
    EXPECT_EQ(place->value, 124_MiB);
    EXPECT_EQ(reports, (Ranges{{128_MiB, 1_GiB, bad}}));
    EXPECT_EQ(listed(map), (Ranges{{0, 64_KiB, reserved},
                                   {640_KiB, 1_MiB, reserved},
                                   {1_MiB, 124_MiB, usable},
                                   {124_MiB, 128_MiB, loader},
                                   {128_MiB, 1_GiB, bad}}));
    EXPECT_TRUE(map.allocate({4_MiB, 4_KiB, loader, "a thing"}));
    EXPECT_EQ(reports.size(), 1u);
}

TEST_F(BadMemory, TriesEachMiBOfWhatItTakes)
{
    EXPECT_TRUE(map.allocate({100_MiB, 4_KiB, loader, "a thing"}));
    EXPECT_EQ(trials, 100);
    dead = {{850_MiB, 850_MiB + 1, bad}};
    auto const place = map.allocate({100_MiB, 4_KiB, loader, "a thing"});
    ASSERT_TRUE(place);
    EXPECT_EQ(place->value, 750_MiB);
    EXPECT_EQ(reports, (Ranges{{850_MiB, 851_MiB, bad}}));
}

TEST_F(BadMemory, DoesNotClaimIt)
{
    dead = {{3_MiB, 5_MiB, bad}};
    EXPECT_TRUE(map.claim({2_MiB}, 1_MiB, kernel).value());
    EXPECT_FALSE(map.claim({3_MiB}, 4_MiB, kernel).value());
    EXPECT_EQ(reports, (Ranges{{3_MiB, 5_MiB, bad}}));
    EXPECT_FALSE(map.claim({3_MiB}, 4_MiB, kernel).value());
    EXPECT_EQ(reports.size(), 1u);
    EXPECT_TRUE(map.claim({5_MiB}, 2_MiB, kernel).value());
}

TEST_F(BadMemory, GivesUpInTheEnd)
{
    for (std::uint64_t at = 1_MiB; at < 1_GiB; at += 3_MiB)
        dead.push_back({at, at + 1_MiB, bad});
    auto const result = map.allocate({4_MiB, 4_KiB, loader, "a thing"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::memory_dead);
    EXPECT_EQ(result.error()->numbers[0], 4_MiB);
    EXPECT_EQ(result.error()->numbers[1], reports.size());
    EXPECT_LE(trials, 400);
}

TEST_F(BadMemory, IsNotCountedAsFree)
{
    dead = {{2_MiB, 1_GiB, bad}};
    auto const result = map.allocate({4_MiB, 4_KiB, loader, "a thing"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::out_of_memory);
    EXPECT_EQ(result.error()->numbers, (std::array<std::uint64_t, 3>{4_MiB, 1_MiB, 1_MiB}));
}

TEST_F(BadMemory, IsNeverTaken)
{
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        map.clear();
        map.add(1_MiB, 1023_MiB, usable);
        map.finish(640_KiB);
        map.try_before_use({keeps, report});
        dead.clear();
        for (auto count = random() % 6; count > 0; --count) {
            auto const base = random() % 1024 * 1_MiB;
            dead.push_back({base, base + random() % 300 * 1_MiB + 4_KiB, bad});
        }
        for (int i = 0; i < 20; ++i) {
            auto const size = random() % 2000 * 4_KiB + 1;
            auto const chance = static_cast<std::uint32_t>(random());
            auto const place = map.allocate(
                {size, static_cast<std::uint32_t>(random() % 2 ? 4_KiB : 2_MiB), loader, "a thing", chance});
            ASSERT_TRUE(in_order(map));
            for (auto const& range : dead)
                ASSERT_TRUE(!place || place->value >= range.end || place->value + size <= range.base);
        }
    }
}

} // namespace
