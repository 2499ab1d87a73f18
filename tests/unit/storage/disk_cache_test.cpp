// SPDX-License-Identifier: BSD-2-Clause
// Tests the disk cache: what it reads from the disk, what it does not read again, and what it never reads.
#include "stage2/storage/disk_cache.hpp"

#include "tests/unit/memory_disk.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

constexpr std::size_t window = DiskCache::window_size;

// A disk of 2000 numbered sectors with a partition from sector 100 to 1900, and its cache.
struct DiskCacheTest : testing::Test {
    static constexpr std::size_t begin = 100 * sector_size;
    static constexpr std::size_t end = 1900 * sector_size;

    // Reads through the cache and compares with the disk.
    void expect_right(std::size_t offset, std::size_t size)
    {
        std::vector<std::byte> bytes(size);
        auto const result = cache.read(offset, bytes);
        ASSERT_TRUE(result);
        EXPECT_TRUE(std::ranges::equal(bytes, Bytes(disk.content).subspan(offset, size))) << offset << '+' << size;
    }

    MemoryDisk disk = MemoryDisk::numbered(2000);
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    DiskCache cache{disk, memory, begin, end};
};

using Reads = std::vector<MemoryDisk::Read>;

TEST_F(DiskCacheTest, FillsAWindowFromTheSectorOfASmallRead)
{
    expect_right(begin + 700, 10);
    EXPECT_EQ(disk.reads, (Reads{{begin + 512, window}}));
}

TEST_F(DiskCacheTest, ReadsNothingTwice)
{
    expect_right(begin, 10);
    expect_right(begin + window - 10, 10);
    expect_right(begin + 5000, 40000);
    EXPECT_EQ(disk.reads.size(), 1u);
}

TEST_F(DiskCacheTest, ReadsLongStretchesStraightAndInOnePiece)
{
    expect_right(begin + 5, 300'000);
    EXPECT_EQ(disk.reads, (Reads{{begin + 5, 300'000}}));
}

TEST_F(DiskCacheTest, TakesFromAWindowWhatItHoldsOfALongRead)
{
    expect_right(begin + 20'480, 1);
    disk.reads.clear();
    expect_right(begin, 200'000);
    EXPECT_EQ(disk.reads, (Reads{{begin, 20'480}, {begin + 20'480 + window, 200'000 - 20'480 - window}}));
}

TEST_F(DiskCacheTest, EndsAWindowWhereTheNextBegins)
{
    expect_right(begin + 20'480, 1);
    disk.reads.clear();
    expect_right(begin + 1024, 100);
    EXPECT_EQ(disk.reads, (Reads{{begin + 1024, 20'480 - 1024}}));
    expect_right(begin + 1024, 20'480);
    EXPECT_EQ(disk.reads.size(), 1u);
}

TEST_F(DiskCacheTest, ReplacesTheWindowThatWasNotUsedForLongest)
{
    for (std::size_t i = 0; i < DiskCache::window_count; ++i)
        expect_right(begin + i * window, 1);
    expect_right(begin + 7, 1); // now the second window is the oldest
    expect_right(begin + DiskCache::window_count * window, 1);
    disk.reads.clear();
    for (std::size_t i : {0, 2, 3, 4})
        expect_right(begin + i * window + 100, 1);
    EXPECT_TRUE(disk.reads.empty());
    expect_right(begin + window, 1);
    EXPECT_EQ(disk.reads.size(), 1u);
}

TEST_F(DiskCacheTest, StaysInsideThePartition)
{
    expect_right(end - 100, 100);
    EXPECT_EQ(disk.reads, (Reads{{end - 512, 512}}));
    for (auto const& [offset, size] : std::initializer_list<std::pair<std::uint64_t, std::size_t>>{
             {begin - 1, 1}, {end, 1}, {end - 1, 2}, {0, 1}, {end + 1, 0}, {~0ull, 1}, {~0ull - 3, 100}}) {
        std::vector<std::byte> bytes(size);
        auto const read = cache.read(offset, bytes);
        ASSERT_FALSE(read) << offset;
        EXPECT_EQ(read.error()->code, errors::Code::read_beyond_partition);
        EXPECT_EQ(read.error()->numbers, (std::array<std::uint64_t, 3>{size, offset, end}));
        auto const view = cache.view(offset, size);
        ASSERT_FALSE(view) << offset;
        EXPECT_EQ(view.error()->code, errors::Code::read_beyond_partition);
    }
    EXPECT_EQ(disk.reads.size(), 1u);
}

TEST_F(DiskCacheTest, ShowsAtLeastWhatWasAskedFor)
{
    auto const view = cache.view(begin + 600, 20);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->size(), window - 88);
    EXPECT_EQ(view->data()[0], disk.content[begin + 600]);
}

TEST_F(DiskCacheTest, ShowsInOnePieceWhatCrossesTheEndOfAWindow)
{
    ASSERT_TRUE(cache.view(begin, 1));
    auto const view = cache.view(begin + window - 6, DiskCache::small_read);
    ASSERT_TRUE(view);
    ASSERT_GE(view->size(), DiskCache::small_read);
    EXPECT_TRUE(std::ranges::equal(*view, Bytes(disk.content).subspan(begin + window - 6, view->size())));
}

TEST_F(DiskCacheTest, LooksAmongOthersLeaveNoGaps)
{
    expect_right(begin + 512, 1); // a window that has the first of the 100,000 bytes' sectors
    disk.reads.clear();
    auto const first = begin + window;
    auto look = [&](std::size_t offset, std::size_t size) {
        auto const view = cache.view_among(first + offset / window * window, first + offset, size);
        ASSERT_TRUE(view);
        ASSERT_GE(view->size(), size);
        ASSERT_TRUE(std::ranges::equal(*view, Bytes(disk.content).subspan(first + offset, view->size())));
    };
    for (std::size_t const offset : {50'000u, 700u, 30'000u, 65'000u, 100'000u, 80'000u})
        look(offset, 4);
    EXPECT_EQ(disk.reads, (Reads{{first + 512, window}, {first + 512 + window, window}}));
    look(2 * window - 2, 4); // no window of those above has it all
    EXPECT_EQ(disk.reads.size(), 2u);
}

TEST_F(DiskCacheTest, ABadSectorBeforeALookAmongOthersIsNoMatter)
{
    disk.bad_sectors.insert(110);
    auto const view = cache.view_among(begin + 5 * 512, begin + 20 * 512, 4);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->data()[0], disk.content[begin + 20 * 512]);
    EXPECT_EQ(disk.reads.back(), (MemoryDisk::Read{begin + 20 * 512, window}));
}

TEST_F(DiskCacheTest, ABadSectorNearbyIsNoMatter)
{
    disk.bad_sectors.insert(110);
    expect_right(begin + 9 * 512 + 500, 12); // the sector before
    expect_right(begin + 11 * 512, 12);      // the sector behind
    EXPECT_EQ(disk.reads, (Reads{{begin + 9 * 512, window}, {begin + 9 * 512, 512}, {begin + 11 * 512, window}}));
}

TEST_F(DiskCacheTest, ABadSectorThatIsNeededIsAnError)
{
    disk.bad_sectors.insert(110);
    std::byte byte[600];
    auto const result = cache.read(begin + 9 * 512, byte);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::disk_read_failed);
    EXPECT_EQ(result.error()->numbers[1], 110u);
    EXPECT_FALSE(cache.view(begin + 9 * 512, 600)); // a window that was never filled holds nothing
    disk.bad_sectors.clear();
    expect_right(begin + 9 * 512, 600);
}

TEST_F(DiskCacheTest, IsRightWhateverIsRead)
{
    std::mt19937 random(1);
    for (int i = 0; i < rounds(1000); ++i) {
        auto const offset = begin + random() % (end - begin);
        auto const most = random() % 3 == 0 ? 200'000u : DiskCache::small_read;
        auto const size = random() % std::min<std::size_t>(end - offset, most) + 1;
        if (random() % 2 == 0) {
            expect_right(offset, size);
        } else {
            auto const earliest = offset - random() % std::min<std::size_t>(offset - begin + 1, window);
            auto const least = std::min<std::size_t>(size, DiskCache::small_read);
            auto const view = i % 2 == 0 ? cache.view(offset, least) : cache.view_among(earliest, offset, least);
            ASSERT_TRUE(view);
            ASSERT_GE(view->size(), least);
            ASSERT_TRUE(std::ranges::equal(*view, Bytes(disk.content).subspan(offset, view->size())));
        }
    }
    for (auto const& read : disk.reads)
        EXPECT_TRUE(read.offset >= begin && read.offset + read.size <= end);
}

} // namespace
