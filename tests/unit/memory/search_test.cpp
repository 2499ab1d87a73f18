// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for places in the memory map.
#include "stage2/memory/search.hpp"

#include <gtest/gtest.h>

namespace {

using memory_search::Bounds;
using memory_search::Need;

constexpr Bounds everywhere{0, 4_GiB};

struct MemorySearch : testing::Test {
    MemorySearch()
    {
        map.clear();
        map.add(0, 0x9'F000, MemoryKind::usable);
        map.add(1_MiB, 15_MiB, MemoryKind::usable);
        map.add(32_MiB, 16_MiB, MemoryKind::usable);
        map.add(4_GiB, 1_GiB, MemoryKind::usable);
        map.finish(0x9'F000);
    }

    std::optional<PhysAddr> highest(std::uint64_t size, Bounds bounds = everywhere, std::uint64_t alignment = page_size)
    {
        return memory_search::highest(map.ranges(), {size, alignment, MemoryKind::module}, bounds);
    }
    std::optional<PhysAddr> lowest(std::uint64_t size, Bounds bounds = everywhere, std::uint64_t alignment = page_size)
    {
        return memory_search::lowest(map.ranges(), {size, alignment, MemoryKind::module}, bounds);
    }

    MemoryMap map;
};

TEST_F(MemorySearch, FindsTheHighestAndTheLowestPlace)
{
    EXPECT_EQ(highest(1), PhysAddr{48_MiB - 4_KiB});
    EXPECT_EQ(highest(16_MiB), PhysAddr{32_MiB});
    EXPECT_FALSE(highest(16_MiB + 1));
    EXPECT_EQ(lowest(1), PhysAddr{64_KiB});
    EXPECT_EQ(lowest(1_MiB), PhysAddr{1_MiB});
    EXPECT_EQ(lowest(16_MiB), PhysAddr{32_MiB});
    EXPECT_FALSE(lowest(16_MiB + 1));
}

TEST_F(MemorySearch, StaysWithinTheBounds)
{
    EXPECT_EQ(highest(1_MiB, {0, 40_MiB}), PhysAddr{39_MiB});
    EXPECT_EQ(highest(1_MiB, {0, 40_MiB + 1}), PhysAddr{39_MiB});
    EXPECT_EQ(highest(1_MiB, {0, 33_MiB - 1}), PhysAddr{15_MiB});
    EXPECT_EQ(lowest(1_MiB, {2_MiB + 1, 4_GiB}), PhysAddr{2_MiB + 4_KiB});
    EXPECT_EQ(lowest(1_MiB, {15_MiB + 1, 4_GiB}), PhysAddr{32_MiB});
    EXPECT_FALSE(highest(1_MiB, {47_MiB + 1, 4_GiB}));
    EXPECT_FALSE(lowest(1, {10_MiB, 10_MiB}));
    EXPECT_FALSE(highest(1, {20_MiB, 10_MiB}));
    EXPECT_FALSE(lowest(1, {20_MiB, 10_MiB}));
    EXPECT_FALSE(highest(1, {~std::uint64_t{0}, 4_GiB}));
    EXPECT_FALSE(lowest(1, {~std::uint64_t{0}, 4_GiB}));
}

TEST_F(MemorySearch, Aligns)
{
    EXPECT_EQ(highest(1_MiB, {0, 48_MiB - 4_KiB}, 2_MiB), PhysAddr{46_MiB});
    EXPECT_EQ(lowest(1_MiB, {1_MiB, 4_GiB}, 2_MiB), PhysAddr{2_MiB});
    EXPECT_EQ(lowest(15_MiB, {1_MiB, 4_GiB}, 2_MiB), PhysAddr{32_MiB});
    EXPECT_FALSE(lowest(1_MiB, {1_MiB, 4_GiB}, 1_GiB));
}

TEST_F(MemorySearch, SurvivesSizesNearTheEnd)
{
    EXPECT_FALSE(highest(~std::uint64_t{0} - 4096));
    EXPECT_FALSE(lowest(~std::uint64_t{0} - 4096));
    EXPECT_FALSE(highest(4_GiB));
}

TEST_F(MemorySearch, TakesWhatItFinds)
{
    auto const first = memory_search::take_highest(map, {1_MiB, page_size, MemoryKind::module}, everywhere);
    EXPECT_EQ(**first, PhysAddr{47_MiB});
    auto const second = memory_search::take_highest(map, {1_MiB + 1, page_size, MemoryKind::module}, everywhere);
    EXPECT_EQ(**second, PhysAddr{46_MiB - 4_KiB});
    auto const low = memory_search::take_lowest(map, {5000, page_size, MemoryKind::loader}, {1_MiB, 4_GiB});
    EXPECT_EQ(**low, PhysAddr{1_MiB});
    EXPECT_EQ(lowest(1, {1_MiB, 4_GiB}), PhysAddr{1_MiB + 8_KiB});
    EXPECT_FALSE(*memory_search::take_lowest(map, {17_MiB, page_size, MemoryKind::loader}, everywhere));
}

// claim() marks bad memory in the map, and the next try avoids it.
TEST_F(MemorySearch, PassesOverBadMemory)
{
    map.try_before_use({[](MemoryMap const&, std::uint32_t, std::uint32_t end) { return end <= 40_MiB; },
                        [](std::uint32_t, std::uint32_t) {}});
    auto const place = memory_search::take_highest(map, {1_MiB, page_size, MemoryKind::module}, everywhere);
    EXPECT_EQ(**place, PhysAddr{39_MiB});
}

TEST_F(MemorySearch, MeasuresTheLargestBlock)
{
    EXPECT_EQ(memory_search::largest(map.ranges(), everywhere), 16_MiB);
    EXPECT_EQ(memory_search::largest(map.ranges(), {1_MiB, 20_MiB}), 15_MiB);
    EXPECT_EQ(memory_search::largest(map.ranges(), {2_MiB, 3_MiB}), 1_MiB);
    EXPECT_EQ(memory_search::largest(map.ranges(), {20_MiB, 30_MiB}), 0u);
}

TEST_F(MemorySearch, MemoryEndsAtTheFirstHole)
{
    auto const end = [&](std::uint64_t begin) { return memory_search::end_of_memory(map.ranges(), begin); };
    EXPECT_EQ(end(1_MiB), 16_MiB);
    EXPECT_EQ(end(15_MiB), 16_MiB);
    EXPECT_EQ(end(20_MiB), 20_MiB);
    EXPECT_EQ(end(4_GiB), 5_GiB);
    ASSERT_TRUE(map.claim({2_MiB}, 1_MiB, MemoryKind::loader));
    ASSERT_TRUE(map.claim({4_MiB}, 1_MiB, MemoryKind::kernel));
    ASSERT_TRUE(map.claim({5_MiB}, 1_MiB, MemoryKind::module));
    EXPECT_EQ(end(1_MiB), 16_MiB); // what the loader took is memory
    map.add(8_MiB, 4_KiB, MemoryKind::reserved);
    EXPECT_EQ(end(1_MiB), 8_MiB);
}

} // namespace
