// SPDX-License-Identifier: BSD-2-Clause
// Tests sweeps over a disk: for any pieces the bytes are right, no sector is read twice, and the number of reads is as
// promised.
#include "stage2/storage/disk_sweep.hpp"

#include "tests/unit/memory_disk.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace {

using disk_sweep::Piece;
using Reads = std::vector<MemoryDisk::Read>;

constexpr std::size_t window = DiskCache::window_size;

struct DiskSweepTest : testing::Test {
    DiskSweepTest() { forget(); }

    void forget() { cache.emplace(disk, memory, 0, disk.content.size()); }

    struct Wanted {
        std::size_t offset;
        std::size_t size;
    };

    // Sweeps, compares with the disk, and gives the disk's reads.
    Reads sweep(std::vector<Wanted> const& wanted)
    {
        std::vector<std::vector<std::byte>> results;
        std::vector<Piece> pieces;
        for (auto const& [offset, size] : wanted)
            results.emplace_back(size + 1);
        for (std::size_t i = 0; i < wanted.size(); ++i)
            pieces.push_back({wanted[i].offset, results[i].data(), static_cast<std::uint32_t>(wanted[i].size)});
        disk.reads.clear();
        EXPECT_TRUE(disk_sweep::sweep(*cache, pieces));
        for (std::size_t i = 0; i < wanted.size(); ++i)
            EXPECT_EQ(std::memcmp(results[i].data(), &disk.content[wanted[i].offset], wanted[i].size), 0)
                << wanted[i].offset << '+' << wanted[i].size;
        return disk.reads;
    }

    // What the BIOS would be asked, which takes a window at once.
    std::size_t calls(std::uint32_t sector) const
    {
        std::size_t calls = 0;
        for (auto const& read : disk.reads)
            calls += (static_cast<std::size_t>(read.offset % sector) + read.size + cache->longest_read() - 1) /
                     cache->longest_read();
        return calls;
    }

    MemoryDisk disk = MemoryDisk::numbered(20'000);
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    std::optional<DiskCache> cache;
};

TEST_F(DiskSweepTest, NothingCostsNothing)
{
    EXPECT_TRUE(sweep({}).empty());
    EXPECT_TRUE(sweep({{100, 0}, {200, 0}}).empty());
}

TEST_F(DiskSweepTest, PiecesNearbyShareARead)
{
    EXPECT_EQ(sweep({{90'000, 10}, {51'200, 512}, {60'000, 5000}}), (Reads{{51'200, 76 * 512}}));
}

TEST_F(DiskSweepTest, APieceAloneIsReadWithoutItsNeighbours)
{
    EXPECT_EQ(sweep({{512'000, 512}, {1024, 1024}, {5'120'000, 300'000}}),
              (Reads{{1024, 1024}, {512'000, 512}, {5'120'000, 300'000}}));
}

TEST_F(DiskSweepTest, TheEndOfALongPieceIsReadWithWhatFollows)
{
    EXPECT_EQ(sweep({{0, 2 * window + 700}, {2 * window + 700, 100}}), (Reads{{0, 2 * window}, {2 * window, 1024}}));
    forget();
    EXPECT_EQ(sweep({{100, 2 * window + 700}, {2 * window + 2000, 100}}),
              (Reads{{100, 2 * window - 100}, {2 * window, 5 * 512}}));
}

TEST_F(DiskSweepTest, OverlappingPiecesAreReadOnce)
{
    sweep({{0, 1'000'000}, {500'000, 1'000'000}, {500'000, 1'000'000}, {499'999, 5}, {0, 2'000'000}});
    EXPECT_EQ(calls(512), (2'000'000 + window - 1) / window);
}

TEST_F(DiskSweepTest, WhatTheCacheHoldsIsNotReadAgain)
{
    ASSERT_TRUE(cache->view(40'960, 1));
    EXPECT_EQ(sweep({{50'000, 100}, {40'960, 10}}), Reads{});
    EXPECT_EQ(sweep({{10'240, 200'000}, {40'970, 4}}),
              (Reads{{10'240, 30'720}, {40'960 + window, window}, {40'960 + 2 * window, 39'424}}));
}

TEST_F(DiskSweepTest, OtherWindowsOutliveASweep)
{
    for (std::size_t const offset : {5'000'192, 6'000'128, 7'000'064})
        ASSERT_TRUE(cache->view(offset, 1));
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < 1000; ++i)
        wanted.push_back({i * 4096, 512});
    sweep(wanted);
    disk.reads.clear();
    for (std::size_t const offset : {5'000'192, 6'000'128, 7'000'064})
        ASSERT_TRUE(cache->view(offset, 1));
    EXPECT_TRUE(disk.reads.empty());
}

TEST_F(DiskSweepTest, ABadSectorBetweenPiecesIsNoMatter)
{
    disk.bad_sectors = {12, 30};
    sweep({{10 * 512, 1024}, {20 * 512, 512}, {40 * 512, 512}});
}

TEST_F(DiskSweepTest, SkipsTheBadSectorsBetweenPieces)
{
    disk.bad_sectors = {12, 30};
    EXPECT_EQ(sweep({{10 * 512, 1024}, {20 * 512, 512}, {40 * 512, 512}}),
              (Reads{{10 * 512, 2 * 512}, {20 * 512, 10 * 512}, {40 * 512, 512}}));
}

TEST_F(DiskSweepTest, GoesOnWhereAShortReadEnds)
{
    disk.most_lent = 7;
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < 20; ++i)
        wanted.push_back({i * 2048 + 100, 1000});
    EXPECT_EQ(sweep(wanted).size(), 10u); // a piece takes 3 sectors of 4, so a read of 7 brings two
}

TEST_F(DiskSweepTest, NeedsNoBufferOfTheDisk)
{
    disk.has_buffer = false;
    EXPECT_EQ(sweep({{90'112, 10}, {51'200, 512}, {60'000, 5000}}), (Reads{{51'200, 38'922}}));
    EXPECT_EQ(sweep({{1024, 100}, {5120, 100}}), (Reads{{1024, 4196}}));
}

TEST_F(DiskSweepTest, ABadSectorInAPieceIsAnError)
{
    disk.bad_sectors = {12};
    std::vector<std::byte> bytes(4096);
    std::vector<Piece> pieces{{11 * 512, bytes.data(), 1024}, {5 * 512, bytes.data(), 512}};
    auto const result = disk_sweep::sweep(*cache, pieces);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::disk_read_failed);
    EXPECT_EQ(result.error()->numbers[1], 12u);
}

TEST_F(DiskSweepTest, ManyPiecesInTheWorstOrderTakeNoTimeToSpeakOf)
{
    for (int order = 0; order < 3; ++order) {
        std::vector<Wanted> wanted;
        for (std::size_t i = 0; i < 16'384; ++i)
            wanted.push_back({(order == 0 ? i : order == 1 ? 16'383 - i : i * 5167 % 16'384) * 512, 512});
        sweep(wanted);
        EXPECT_EQ(calls(512), (16'384 * 512 + window - 1) / window);
    }
}

// The bounds that disk_sweep.hpp states, and that no sector is read twice, for disks of every sector size.
TEST_F(DiskSweepTest, KeepsItsBoundsWhateverIsWanted)
{
    std::mt19937 random(2);
    for (int round = 0; round < rounds(400); ++round) {
        auto const sector = 512u << round % 4;
        disk.sector = sector;
        forget();
        auto const spread = (std::size_t{1} << (9 + random() % 15)) + 1;
        auto const longest = (std::size_t{1} << random() % 18) + 1;
        std::vector<Wanted> wanted(random() % 40 + 2);
        std::size_t first = ~0u, last = 0, whole_windows = 0;
        for (auto& [offset, size] : wanted) {
            offset = random() % std::min(spread, disk.content.size() - longest);
            size = random() % longest + 1;
            first = std::min(first, offset / sector * sector);
            last = std::max(last, offset + size);
            whole_windows += (offset % sector + size) / cache->longest_read() + 1;
        }
        auto reads = sweep(wanted);
        EXPECT_LE(calls(sector), (last - first) / cache->longest_read() + 1);
        EXPECT_LE(calls(sector), whole_windows);
        std::ranges::sort(reads, {}, &MemoryDisk::Read::offset);
        for (std::size_t i = 1; i < reads.size(); ++i)
            ASSERT_GE(reads[i].offset / sector * sector, reads[i - 1].offset + reads[i - 1].size);
    }
}

} // namespace
