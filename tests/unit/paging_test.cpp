// Page tables, read back by another walker than the one that wrote them.
#include "longmode/paging.hpp"

#include "tests/unit/page_table_memory.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace {

using errors::Code;
using paging::AddressSpace;
using Numbers = std::array<std::uint64_t, 3>;

constexpr paging::Rights code{.write = false, .execute = true};
constexpr paging::Rights constants{.write = false, .execute = false};
constexpr paging::Rights data{.write = true, .execute = false};

struct PagingTest : testing::Test {
    explicit PagingTest(bool no_execute = true)
    {
        memory.dirty();
        space = *AddressSpace::create(memory.arena, no_execute);
    }

    void expect_no_reserved_bits(bool no_execute)
    {
        memory.walk(space->root()).each([&](Leaf const& entry) {
            EXPECT_FALSE(reserved_bits_set(entry, no_execute)) << entry.address.value;
            return true;
        });
    }

    std::vector<std::uint64_t> sizes() const
    {
        std::vector<std::uint64_t> sizes;
        for (auto const& leaf : memory.leaves(space->root()))
            sizes.push_back(leaf.size());
        return sizes;
    }

    PageTableMemory memory{64};
    std::optional<AddressSpace> space;
};

using Sizes = std::vector<std::uint64_t>;

TEST_F(PagingTest, StartsEmptyInDirtyMemoryAbove4GiB)
{
    EXPECT_GE(space->root().value, 4_GiB);
    EXPECT_TRUE(memory.leaves(space->root()).empty());
}

TEST_F(PagingTest, MapsOnePageAndNothingElse)
{
    ASSERT_TRUE(space->map({0xFFFF'FFFF'8000'5000}, {0x12'3456'7000}, 4_KiB, data));
    auto const leaves = memory.leaves(space->root());
    ASSERT_EQ(leaves.size(), 1u);
    EXPECT_EQ(leaves[0].address.value, 0xFFFF'FFFF'8000'5000);
    EXPECT_EQ(leaves[0].target().value, 0x12'3456'7000u);
    EXPECT_EQ(leaves[0].rights, (page_walk::Rights{.writable = true, .executable = false, .user = false}));
    EXPECT_EQ(memory.arena.used(), 4u);
}

TEST_F(PagingTest, GivesTheRightsAskedFor)
{
    ASSERT_TRUE(space->map({0x1000}, {0x1000}, 4_KiB, code));
    ASSERT_TRUE(space->map({0x2000}, {0x2000}, 4_KiB, constants));
    ASSERT_TRUE(space->map({0x3000}, {0x3000}, 4_KiB, data));
    ASSERT_TRUE(space->map({0x4000}, {0x4000}, 4_KiB, {.write = true, .execute = false, .cached = false}));
    auto const leaves = memory.leaves(space->root());
    ASSERT_EQ(leaves.size(), 4u);
    EXPECT_TRUE(!leaves[0].rights.writable && leaves[0].rights.executable && !uncached(leaves[0]));
    EXPECT_TRUE(!leaves[1].rights.writable && !leaves[1].rights.executable && !uncached(leaves[1]));
    EXPECT_TRUE(leaves[2].rights.writable && !leaves[2].rights.executable && !uncached(leaves[2]));
    EXPECT_TRUE(uncached(leaves[3]));
    expect_no_reserved_bits(true);
}

TEST_F(PagingTest, UsesLargePagesBetweenSmallOnes)
{
    ASSERT_TRUE(space->map({1_GiB - 4_KiB}, {5_GiB - 4_KiB}, 4_MiB + 8_KiB, data));
    EXPECT_EQ(sizes(), (Sizes{4_KiB, 2_MiB, 2_MiB, 4_KiB}));
    for (std::uint64_t const offset : {0_KiB, 4_KiB, 3_MiB + 123, 4_MiB + 8_KiB - 1})
        EXPECT_EQ(memory.walk(space->root()).physical_of({1_GiB - 4_KiB + offset}), PhysAddr{5_GiB - 4_KiB + offset});
    EXPECT_FALSE(memory.walk(space->root()).page_at({1_GiB - 4_KiB - 1}));
    EXPECT_FALSE(memory.walk(space->root()).page_at({1_GiB + 4_MiB + 4_KiB}));
    expect_no_reserved_bits(true);
}

TEST_F(PagingTest, UsesSmallPagesWhereTheAddressesDoNotFit)
{
    ASSERT_TRUE(space->map({2_MiB}, {2_MiB + 4_KiB}, 2_MiB, data));
    EXPECT_EQ(sizes(), Sizes(512, 4_KiB));
    ASSERT_TRUE(space->map({8_MiB}, {8_MiB}, 2_MiB - 4_KiB, data));
    EXPECT_EQ(sizes().size(), 512u + 511);
}

TEST_F(PagingTest, MapsTheSameTwiceButNothingElse)
{
    ASSERT_TRUE(space->map({4_MiB}, {8_MiB}, 2_MiB + 4_KiB, data));
    auto const used = memory.arena.used();
    EXPECT_TRUE(space->map({4_MiB}, {8_MiB}, 2_MiB + 4_KiB, data));
    EXPECT_EQ(memory.arena.used(), used);

    auto const expect_conflict = [&](Result<void> const& result, Numbers numbers) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::mapping_conflict);
        EXPECT_EQ(result.error()->numbers, numbers);
    };
    expect_conflict(space->map({6_MiB}, {20_MiB}, 4_KiB, data), {6_MiB, 10_MiB, 20_MiB});
    expect_conflict(space->map({6_MiB}, {10_MiB}, 4_KiB, code), {6_MiB, 10_MiB, 10_MiB});
    expect_conflict(space->map({4_MiB}, {10_MiB}, 2_MiB, data), {4_MiB, 8_MiB, 10_MiB});
    expect_conflict(space->map({4_MiB + 4_KiB}, {8_MiB + 4_KiB}, 4_KiB, data), {4_MiB + 4_KiB, 8_MiB, 0});
    auto const over_a_table = space->map({6_MiB}, {10_MiB}, 2_MiB, data);
    ASSERT_FALSE(over_a_table);
    EXPECT_EQ(over_a_table.error()->code, Code::mapping_conflict);
    EXPECT_EQ(sizes(), (Sizes{2_MiB, 4_KiB}));
}

TEST_F(PagingTest, SaysWhenTheTablesAreUsedUp)
{
    PageTableMemory small(5);
    auto narrow = *AddressSpace::create(small.arena, true);
    ASSERT_TRUE(narrow.map({0}, {0}, 4_KiB, data));
    ASSERT_TRUE(narrow.map({2_MiB}, {4_KiB}, 4_KiB, data));
    auto const result = narrow.map({4_MiB}, {0}, 4_KiB, data);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::page_tables_full);
    EXPECT_EQ(result.error()->numbers, (Numbers{5}));
    EXPECT_EQ(small.leaves(narrow.root()).size(), 2u);

    PageTableMemory none(0);
    EXPECT_FALSE(AddressSpace::create(none.arena, true));
}

TEST_F(PagingTest, TranslatesEveryPageAsItWasMapped)
{
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        PageTableMemory here(200);
        auto mapped = *AddressSpace::create(here.arena, true);
        std::map<std::uint64_t, std::uint64_t> model;                       // page to page
        for (int i = 0; i < 8; ++i) {
            auto const from = VirtAddr{0xFFFF'8000'0000'0000 + i * 16_MiB + random() % 1024 * 4_KiB};
            auto const to = PhysAddr{(random() % 2 ? from.value & 0xFFFFFFF : random() % 10000 * 4_KiB) + 5_GiB};
            auto const length = (random() % 3000 + 1) * 4_KiB;
            ASSERT_TRUE(mapped.map(from, to, length, data));
            for (std::uint64_t offset = 0; offset < length; offset += 4_KiB)
                model[from.value + offset] = to.value + offset;
        }
        std::size_t pages = 0;
        for (auto const& leaf : here.leaves(mapped.root()))
            for (std::uint64_t offset = 0; offset < leaf.size(); offset += 4_KiB, ++pages)
                ASSERT_EQ(model.at(leaf.address.value + offset), leaf.target().value + offset);
        ASSERT_EQ(pages, model.size());
    }
}

struct PagingWithoutNoExecute : PagingTest {
    PagingWithoutNoExecute() : PagingTest(false) {}
};

TEST_F(PagingWithoutNoExecute, NeverSetsTheBit)
{
    ASSERT_TRUE(space->map({2_MiB}, {2_MiB}, 2_MiB + 4_KiB, data));
    expect_no_reserved_bits(false);
    for (auto const& leaf : memory.leaves(space->root()))
        EXPECT_TRUE(leaf.rights.executable && leaf.rights.writable);
}

} // namespace
