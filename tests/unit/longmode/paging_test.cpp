// SPDX-License-Identifier: BSD-2-Clause
// Tests page tables. The page walk that reads them shares no code with the builder.
#include "longmode/paging.hpp"

#include "tests/unit/page_table_memory.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace {

using errors::Code;
using enum paging::Cacheability;
using paging::AddressSpace;
using paging::Features;
using paging::Mapped;
using Numbers = std::array<std::uint64_t, 3>;

constexpr paging::Rights code{.write = false, .execute = true};
constexpr paging::Rights constants{.write = false, .execute = false};
constexpr paging::Rights data{.write = true, .execute = false};

constexpr Features usual{.no_execute = true, .gigabyte_pages = false, .five_levels = false, .page_attributes = true};
constexpr Features modern{.no_execute = true, .gigabyte_pages = true, .five_levels = false, .page_attributes = true};
constexpr Features with_five_levels{
    .no_execute = true, .gigabyte_pages = true, .five_levels = true, .page_attributes = true};
constexpr Features early{.no_execute = false, .gigabyte_pages = false, .five_levels = false, .page_attributes = false};

struct PagingTest : testing::Test {
    explicit PagingTest(Features const& allowed = usual) : features(allowed)
    {
        memory.dirty();
        space = *AddressSpace::create(memory.arena, features);
    }

    void expect_no_reserved_bits()
    {
        walk().each([&](Leaf const& entry) {
            EXPECT_FALSE(reserved_bits_set(entry, features)) << entry.address.value;
            return true;
        });
    }

    page_walk::Tables walk() const { return memory.walk(space->root(), features.levels()); }
    std::vector<Leaf> leaves() const { return memory.leaves(space->root(), features.levels()); }

    std::vector<std::uint64_t> sizes() const
    {
        std::vector<std::uint64_t> sizes;
        for (auto const& leaf : leaves())
            sizes.push_back(leaf.size());
        return sizes;
    }

    Features features;
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
    ASSERT_TRUE(space->map({{0xFFFF'FFFF'8000'5000}, {0x12'3456'7000}, 4_KiB, data}));
    auto const leaves = memory.leaves(space->root());
    ASSERT_EQ(leaves.size(), 1u);
    EXPECT_EQ(leaves[0].address.value, 0xFFFF'FFFF'8000'5000);
    EXPECT_EQ(leaves[0].target().value, 0x12'3456'7000u);
    EXPECT_EQ(leaves[0].rights, (page_walk::Rights{.writable = true, .executable = false, .user = false}));
    EXPECT_EQ(memory.arena.used(), 4u);
}

TEST_F(PagingTest, GivesTheRightsAskedFor)
{
    ASSERT_TRUE(space->map({{0x1000}, {0x1000}, 4_KiB, code}));
    ASSERT_TRUE(space->map({{0x2000}, {0x2000}, 4_KiB, constants}));
    ASSERT_TRUE(space->map({{0x3000}, {0x3000}, 4_KiB, data}));
    auto const pages = leaves();
    ASSERT_EQ(pages.size(), 3u);
    EXPECT_TRUE(!pages[0].rights.writable && pages[0].rights.executable);
    EXPECT_TRUE(!pages[1].rights.writable && !pages[1].rights.executable);
    EXPECT_TRUE(pages[2].rights.writable && !pages[2].rights.executable);
    for (auto const& page : pages)
        EXPECT_EQ(attribute_index(page), write_back_index);
    expect_no_reserved_bits();
}

constexpr paging::Rights device(paging::Cacheability cacheability)
{
    return {.write = true, .execute = false, .cacheability = cacheability};
}

TEST_F(PagingTest, GivesTheCacheabilityAskedForInEverySizeOfPage)
{
    ASSERT_TRUE(space->map({{2_MiB}, {2_MiB}, 2_MiB + 4_KiB, device(write_combining)}));
    ASSERT_TRUE(space->map({{6_MiB}, {6_MiB}, 2_MiB + 4_KiB, device(uncached)}));
    ASSERT_TRUE(space->map({{10_MiB}, {10_MiB}, 2_MiB + 4_KiB, device(write_back)}));
    std::vector<int> found;
    for (auto const& leaf : leaves())
        found.push_back(attribute_index(leaf));
    EXPECT_EQ(found, (std::vector{5, 5, 3, 3, 0, 0}));
    EXPECT_EQ(walk().physical_of({2_MiB}), PhysAddr{2_MiB}); // bit 12 is no address
    expect_no_reserved_bits();
}

TEST_F(PagingTest, UsesLargePagesBetweenSmallOnes)
{
    ASSERT_TRUE(space->map({{1_GiB - 4_KiB}, {5_GiB - 4_KiB}, 4_MiB + 8_KiB, data}));
    EXPECT_EQ(sizes(), (Sizes{4_KiB, 2_MiB, 2_MiB, 4_KiB}));
    for (std::uint64_t const offset : {0_KiB, 4_KiB, 3_MiB + 123, 4_MiB + 8_KiB - 1})
        EXPECT_EQ(memory.walk(space->root()).physical_of({1_GiB - 4_KiB + offset}), PhysAddr{5_GiB - 4_KiB + offset});
    EXPECT_FALSE(memory.walk(space->root()).page_at({1_GiB - 4_KiB - 1}));
    EXPECT_FALSE(memory.walk(space->root()).page_at({1_GiB + 4_MiB + 4_KiB}));
    expect_no_reserved_bits();
}

TEST_F(PagingTest, UsesSmallPagesWhereTheAddressesDoNotFit)
{
    ASSERT_TRUE(space->map({{2_MiB}, {2_MiB + 4_KiB}, 2_MiB, data}));
    EXPECT_EQ(sizes(), Sizes(512, 4_KiB));
    ASSERT_TRUE(space->map({{8_MiB}, {8_MiB}, 2_MiB - 4_KiB, data}));
    EXPECT_EQ(sizes().size(), 512u + 511);
}

TEST_F(PagingTest, MapsTheSameTwiceButNothingElse)
{
    ASSERT_TRUE(space->map({{4_MiB}, {8_MiB}, 2_MiB + 4_KiB, data}));
    auto const used = memory.arena.used();
    EXPECT_TRUE(space->map({{4_MiB}, {8_MiB}, 2_MiB + 4_KiB, data}));
    EXPECT_EQ(memory.arena.used(), used);

    auto const expect_conflict = [&](Result<void> const& result, Numbers numbers) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::mapping_conflict);
        EXPECT_EQ(result.error()->numbers, numbers);
    };
    expect_conflict(space->map({{6_MiB}, {20_MiB}, 4_KiB, data}), {6_MiB, 10_MiB, 20_MiB});
    expect_conflict(space->map({{6_MiB}, {10_MiB}, 4_KiB, code}), {6_MiB, 10_MiB, 10_MiB});
    expect_conflict(space->map({{4_MiB}, {10_MiB}, 2_MiB, data}), {4_MiB, 8_MiB, 10_MiB});
    expect_conflict(space->map({{4_MiB + 4_KiB}, {8_MiB + 4_KiB}, 4_KiB, data}), {4_MiB + 4_KiB, 8_MiB, 8_MiB + 4_KiB});
    auto const over_a_table = space->map({{6_MiB}, {10_MiB}, 2_MiB, data});
    ASSERT_FALSE(over_a_table);
    EXPECT_EQ(over_a_table.error()->code, Code::mapping_conflict);
    EXPECT_EQ(sizes(), (Sizes{2_MiB, 4_KiB}));
}

TEST_F(PagingTest, SaysWhenTheTablesAreUsedUp)
{
    PageTableMemory small(5);
    auto narrow = *AddressSpace::create(small.arena, usual);
    ASSERT_TRUE(narrow.map({{0}, {0}, 4_KiB, data}));
    ASSERT_TRUE(narrow.map({{2_MiB}, {4_KiB}, 4_KiB, data}));
    auto const result = narrow.map({{4_MiB}, {0}, 4_KiB, data});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::page_tables_full);
    EXPECT_EQ(result.error()->numbers, (Numbers{5}));
    EXPECT_EQ(small.leaves(narrow.root()).size(), 2u);

    PageTableMemory none(0);
    EXPECT_FALSE(AddressSpace::create(none.arena, usual));
}

TEST_F(PagingTest, TranslatesEveryPageAsItWasMapped)
{
    std::mt19937 random(1);
    for (int round = 0; round < rounds(20); ++round) {
        PageTableMemory here(200);
        auto mapped = *AddressSpace::create(here.arena, usual);
        std::map<std::uint64_t, std::uint64_t> model; // page to page
        for (int i = 0; i < 8; ++i) {
            auto const from = VirtAddr{0xFFFF'8000'0000'0000 + i * 16_MiB + random() % 1024 * 4_KiB};
            auto const to = PhysAddr{(random() % 2 ? from.value & 0xFFFFFFF : random() % 10000 * 4_KiB) + 5_GiB};
            auto const length = (random() % 3000 + 1) * 4_KiB;
            ASSERT_TRUE(mapped.map({from, to, length, data}));
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

TEST_F(PagingTest, FillsGapsAroundWhatStays)
{
    ASSERT_TRUE(space->map({{4_MiB}, {4_MiB}, 2_MiB, data}));                 // a large page
    ASSERT_TRUE(space->map({{8_MiB + 8_KiB}, {8_MiB + 8_KiB}, 4_KiB, data})); // a small one, where a large one is due
    auto const used = memory.arena.used();
    ASSERT_TRUE(space->map({{3_MiB}, {3_MiB}, 9_MiB, device(uncached)}, Mapped::keep_existing));
    EXPECT_EQ(memory.arena.used(), used + 1); // from 3 MiB to 4
    for (std::uint64_t address = 3_MiB; address < 12_MiB; address += 4_KiB) {
        auto const page = walk().page_at({address});
        ASSERT_TRUE(page) << address;
        bool const before = (address >= 4_MiB && address < 6_MiB) || address == 8_MiB + 8_KiB;
        EXPECT_EQ(attribute_index(*page), before ? write_back_index : uncached_index) << address;
        EXPECT_EQ(walk().physical_of({address}), PhysAddr{address});
    }
    EXPECT_FALSE(walk().page_at({3_MiB - 1}));
    EXPECT_FALSE(walk().page_at({12_MiB}));
    EXPECT_EQ(walk().page_at({10_MiB})->size(), 2_MiB);
}

TEST_F(PagingTest, FillsFromTheMiddleOfAPageThatStays)
{
    ASSERT_TRUE(space->map({{4_MiB}, {4_MiB}, 2_MiB, data}));
    ASSERT_TRUE(space->map({{5_MiB}, {5_MiB}, 4_KiB, device(uncached)}, Mapped::keep_existing));
    ASSERT_TRUE(space->map({{5_MiB}, {5_MiB}, 1_MiB + 4_KiB, device(uncached)}, Mapped::keep_existing));
    EXPECT_EQ(sizes(), (Sizes{2_MiB, 4_KiB}));
}

struct PagingWithGigabytePages : PagingTest {
    PagingWithGigabytePages() : PagingTest(modern) {}
};

TEST_F(PagingWithGigabytePages, UsesThemBetweenSmallerOnes)
{
    ASSERT_TRUE(space->map({{2_GiB - 2_MiB - 4_KiB}, {5_GiB - 2_MiB - 4_KiB}, 2_GiB + 4_MiB + 8_KiB, data}));
    EXPECT_EQ(sizes(), (Sizes{4_KiB, 2_MiB, 1_GiB, 1_GiB, 2_MiB, 4_KiB}));
    EXPECT_EQ(space->largest_page(), 1_GiB);
    for (std::uint64_t const offset : {0_KiB, 4_KiB, 2_MiB, 1_GiB + 123, 2_GiB + 4_MiB + 8_KiB - 1})
        EXPECT_EQ(walk().physical_of({2_GiB - 2_MiB - 4_KiB + offset}), PhysAddr{5_GiB - 2_MiB - 4_KiB + offset});
    expect_no_reserved_bits();
}

TEST_F(PagingWithGigabytePages, UsesSmallerOnesWhereTheAddressesDoNotFit)
{
    ASSERT_TRUE(space->map({{1_GiB}, {1_GiB + 2_MiB}, 1_GiB, data}));
    EXPECT_EQ(sizes(), Sizes(512, 2_MiB));
    EXPECT_EQ(space->largest_page(), 2_MiB);
}

TEST_F(PagingWithGigabytePages, NeverBreaksOne)
{
    ASSERT_TRUE(space->map({{1_GiB}, {1_GiB}, 1_GiB, device(write_combining)}));
    auto const used = memory.arena.used();
    for (auto const length : {4_KiB, 2_MiB}) {
        auto const result = space->map({{1_GiB + 2_MiB}, {1_GiB + 2_MiB}, length, device(write_combining)});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::mapping_conflict);
        EXPECT_EQ(result.error()->numbers, (Numbers{1_GiB + 2_MiB, 1_GiB, 1_GiB + 2_MiB}));
    }
    EXPECT_EQ(memory.arena.used(), used);
    EXPECT_EQ(sizes(), Sizes{1_GiB});
    EXPECT_EQ(attribute_index(leaves()[0]), write_combining_index);
    expect_no_reserved_bits();
}

struct PagingWithFiveLevels : PagingTest {
    PagingWithFiveLevels() : PagingTest(with_five_levels) {}
};

TEST_F(PagingWithFiveLevels, KeepsEveryAddress)
{
    for (VirtAddr const from : {VirtAddr{0x11000}, VirtAddr{0xFFFF'8000'0000'0000}, VirtAddr{0xFFFF'FFFF'8000'0000}})
        ASSERT_TRUE(space->map({from, {0x5000}, 4_KiB, data}));
    auto const pages = leaves();
    ASSERT_EQ(pages.size(), 3u);
    EXPECT_EQ(pages[0].address.value, 0x11000u);
    EXPECT_EQ(pages[1].address.value, 0xFFFF'8000'0000'0000);
    EXPECT_EQ(pages[2].address.value, 0xFFFF'FFFF'8000'0000);
    EXPECT_EQ(memory.arena.used(), 12u); // the upper two share the root and a PML4
    expect_no_reserved_bits();
}

struct PagingOfAnEarlyProcessor : PagingTest {
    PagingOfAnEarlyProcessor() : PagingTest(early) {}
};

TEST_F(PagingOfAnEarlyProcessor, NeverSetsTheBitsOfALaterOne)
{
    ASSERT_TRUE(space->map({{1_GiB}, {1_GiB}, 1_GiB + 4_KiB, device(write_combining)}));
    expect_no_reserved_bits();
    for (auto const& leaf : leaves()) {
        EXPECT_TRUE(leaf.rights.executable && leaf.rights.writable);
        EXPECT_EQ(attribute_index(leaf), uncached_index);
        EXPECT_LE(leaf.size(), 2_MiB);
    }
}

} // namespace
