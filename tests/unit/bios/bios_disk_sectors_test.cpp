// SPDX-License-Identifier: BSD-2-Clause
// Tests BIOS drives with every sector size, which the first read measures, their number of sectors, floppies and CDs.
#include "tests/unit/drive_setup.hpp"

namespace {

using errors::Code;

struct EverySectorSize : testing::TestWithParam<std::uint32_t> {
    std::uint32_t size() const { return GetParam(); }
    std::uint32_t longest() const { return 127 * 512 / size(); }
};

TEST_P(EverySectorSize, IsSeenInTheFirstRead)
{
    DriveSetup setup(size());
    setup.drive.told_bytes_per_sector = 513; // nobody asks
    setup.expect_right(0, 512);
    EXPECT_EQ(setup.disk.bytes_per_sector(), size());
    EXPECT_EQ(setup.since_last_time(), (Reads{{edd, 0, 1}}));
    EXPECT_EQ(setup.machine.calls.size(), 1u);
}

TEST_P(EverySectorSize, IsSeenByTheWayToAnotherSector)
{
    DriveSetup setup(size());
    setup.expect_right(5ull * size() + 3, size());
    EXPECT_EQ(setup.since_last_time(), (Reads{{edd, 0, 1}, {edd, 5, 2}}));
}

TEST_P(EverySectorSize, IsTheUnitOfAllReads)
{
    DriveSetup setup(size());
    setup.expect_right(0, 1);
    setup.since_last_time();
    setup.expect_right(std::uint64_t{1000} * size(), 127 * 512 * 2);
    auto const reads = setup.since_last_time();
    ASSERT_GE(reads.size(), 2u);
    EXPECT_EQ(reads[0], (FakeBiosDisk::Read{edd, 1000, longest()}));
    EXPECT_EQ(reads[1], (FakeBiosDisk::Read{edd, 1000 + longest(), longest()}));
    for (std::uint64_t const offset : {1ull, 511ull, 4095ull, 5'000'000'000'001ull})
        for (std::size_t const bytes : {1, 512, 4095, 4096, 4097, 127 * 512, 127 * 512 + 1, 200'000})
            setup.expect_right(offset, bytes);
}

TEST_P(EverySectorSize, IsSeenByCylinder)
{
    DriveSetup setup(size());
    setup.drive.has_edd = false;
    setup.expect_right(0, 512);
    EXPECT_EQ(setup.disk.bytes_per_sector(), size());
    setup.since_last_time();
    setup.expect_right(std::uint64_t{60} * size(), std::size_t{20} * size());
    auto const reads = setup.since_last_time();
    EXPECT_EQ(reads[0], (FakeBiosDisk::Read{chs, 60, 3})); // to the end of the track
    EXPECT_EQ(reads[1], (FakeBiosDisk::Read{chs, 63, std::min(17u, longest())}));
}

TEST_P(EverySectorSize, IsTheUnitOfErrors)
{
    DriveSetup setup(size());
    setup.expect_right(0, 1);
    setup.drive.bad = {77};
    auto const error = setup.read_error(std::uint64_t{70} * size(), std::size_t{10} * size());
    EXPECT_EQ(error.code, Code::disk_read_failed);
    EXPECT_EQ(error.numbers, (Numbers{0x80, 77, 0x04}));
}

TEST_P(EverySectorSize, IsSeenThoughTheFirstReadsFailOrMoveNothing)
{
    DriveSetup failing(size());
    failing.drive.failures = 6;
    failing.expect_right(0, 512);
    EXPECT_EQ(failing.disk.bytes_per_sector(), size());
    DriveSetup lying(size());
    lying.drive.lies = 3;
    lying.expect_right(0, 512);
    EXPECT_EQ(lying.disk.bytes_per_sector(), size());
}

TEST_P(EverySectorSize, LongReadsAreShortenedInSectors)
{
    DriveSetup setup(size());
    setup.drive.longest = 8;
    for (int i = 0; i < 3; ++i)
        setup.expect_right(std::uint64_t{100} * size(), 127 * 512);
    setup.since_last_time();
    setup.expect_right(std::uint64_t{100} * size(), 127 * 512);
    for (auto const& read : setup.since_last_time())
        EXPECT_LE(read.count, 8u);
}

INSTANTIATE_TEST_SUITE_P(BiosDisk, EverySectorSize, testing::Values(512, 1024, 2048, 4096));

TEST(BiosDiskSectors, WhatIsNoSectorSizeCountsAs512)
{
    for (std::uint32_t const size : {1536u, 3072u, 3584u, 4608u}) {
        DriveSetup setup(size);
        setup.expect_right(0, 512);
        EXPECT_EQ(setup.disk.bytes_per_sector(), 512u) << size;
    }
}

TEST(BiosDiskSectors, AnUnreadableFirstSectorIsAnError)
{
    DriveSetup setup;
    setup.drive.bad = {0};
    auto const error = setup.read_error(512 * 9, 512);
    EXPECT_EQ(error.numbers, (Numbers{0x80, 0, 0x04}));
}

TEST(BiosDiskSectors, AreCountedByTheBiosWhenAsked)
{
    DriveSetup setup(4096);
    setup.drive.told_sectors = 5'000'000'000;
    setup.drive.told_bytes_per_sector = 0;
    setup.expect_right(0, 512);
    EXPECT_EQ(setup.machine.count(0x13, 0x48), 0u);
    EXPECT_EQ(setup.disk.sector_count(), 5'000'000'000);
    setup.drive.writes_on = true;
    EXPECT_EQ(setup.disk.sector_count(), 5'000'000'000);
}

TEST(BiosDiskSectors, AreUnknownWhenTheBiosTalksNonsense)
{
    for (std::uint64_t const nonsense : {0ull, ~0ull, 1ull << 52, 0xEEEEEEEEEEEEEEEEull}) {
        DriveSetup setup(4096);
        setup.drive.told_sectors = nonsense;
        setup.expect_right(0, 512);
        EXPECT_EQ(setup.disk.sector_count(), 0u) << nonsense;
    }
    DriveSetup silent;
    silent.drive.tells_parameters = false;
    silent.drive.told_sectors = 1000;
    silent.expect_right(0, 512);
    EXPECT_EQ(silent.disk.sector_count(), 0u);
}

// AH=08h bounds a disk from below: it leaves out what lies beyond its last whole cylinder, or beyond the 1024th.
TEST(BiosDiskSectors, AreNotCountedByCylinder)
{
    DriveSetup setup;
    setup.drive.has_edd = false;
    setup.drive.heads = 16;
    setup.drive.told_dh = 15;
    setup.drive.told_ch = 0x23; // 1 more than 0x123 cylinders
    setup.drive.told_cl = 0x40 | 63;
    setup.expect_right(0, 512);
    EXPECT_EQ(setup.disk.sector_count(), 0u);
    EXPECT_EQ(setup.machine.count(0x13, 0x48), 0u);
}

struct Floppy : DriveSetup {
    Floppy() : DriveSetup(512, 0x00)
    {
        drive.has_edd = false;
        drive.sectors = 2880;
        drive.sectors_per_track = drive.told_cl = 18;
        drive.heads = 2;
        drive.told_dh = 1;
        drive.told_ch = 79;
    }
};

TEST(BiosDiskFloppy, IsReadTrackByTrackAndNeverAskedForExtensions)
{
    Floppy floppy;
    floppy.expect_right(0, 512);
    floppy.expect_right(17 * 512, 20 * 512);
    EXPECT_EQ(floppy.since_last_time(), (Reads{{chs, 0, 1}, {chs, 17, 1}, {chs, 18, 18}, {chs, 36, 1}}));
    EXPECT_EQ(floppy.machine.count(0x13, edd), 0u);
    EXPECT_EQ(floppy.disk.sector_count(), 0u);
    floppy.expect_right(0, 2880 * 512);
}

TEST(BiosDiskFloppy, MayFailThreeTimesWhileItsMotorStarts)
{
    Floppy floppy;
    floppy.drive.failures = 3;
    floppy.drive.status = 0x80;
    floppy.expect_right(0, 512);
    EXPECT_EQ(floppy.drive.resets, 3);
}

TEST(BiosDiskFloppy, IsTakenForTheUsualOneWhenTheBiosDoesNotKnow)
{
    Floppy floppy;
    floppy.drive.tells_geometry = false;
    floppy.expect_right(0, 2880 * 512);
}

TEST(BiosDiskFloppy, HasOneOfTheFourNumbersOfDisketteDrives)
{
    for (auto const number : std::initializer_list<std::uint8_t>{0x00, 0x03}) {
        DriveSetup setup(512, number);
        setup.expect_right(0, 512);
        EXPECT_EQ(setup.since_last_time(), (Reads{{chs, 0, 1}})) << int{number};
    }
}

// Some BIOSes name a CD without bit 7.
TEST(BiosDiskCd, IsReadByLbaWhateverItsNumber)
{
    for (auto const number : std::initializer_list<std::uint8_t>{0x04, 0x1F, 0x7F, 0x90, 0xFF}) {
        DriveSetup setup(2048, number);
        setup.expect_right(0, 2048);
        setup.expect_right(17 * 2048, 2 * 2048);
        EXPECT_EQ(setup.since_last_time(), (Reads{{edd, 0, 1}, {edd, 17, 2}})) << int{number};
        EXPECT_TRUE(setup.disk.reads_by_lba());
        EXPECT_EQ(setup.machine.count(0x13, chs), 0u);
    }
}

} // namespace
