// BIOS drives of every sector size, measured by their first read; how many sectors they have; and floppies.
#include "stage2/bios/disk.hpp"

#include "tests/fake_bios_disk.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using Reads = std::vector<FakeBiosDisk::Read>;
using Numbers = std::array<std::uint64_t, 3>;

constexpr std::uint8_t edd = 0x42;
constexpr std::uint8_t chs = 0x02;

struct Drive {
    explicit Drive(std::uint32_t sector = 512, std::uint8_t number = 0x80) : bios(machine, number), disk(number)
    {
        bios.bytes_per_sector = sector;
    }

    std::vector<std::byte> read(std::uint64_t offset, std::size_t size)
    {
        std::vector<std::byte> bytes(size);
        EXPECT_TRUE(disk.read(offset, bytes)) << offset << '+' << size;
        return bytes;
    }

    // Reads and compares with what the drive holds.
    void expect_right(std::uint64_t offset, std::size_t size)
    {
        auto const bytes = read(offset, size);
        std::vector<std::byte> expected;
        for (auto lba = offset / bios.bytes_per_sector; expected.size() < size + bios.bytes_per_sector; ++lba) {
            expected.resize(expected.size() + bios.bytes_per_sector);
            bios.content(lba, MutableBytes(expected).last(bios.bytes_per_sector));
        }
        auto const skip = static_cast<std::size_t>(offset % bios.bytes_per_sector);
        EXPECT_TRUE(std::ranges::equal(bytes, Bytes(expected).subspan(skip, size))) << offset << '+' << size;
    }

    Reads since_last_time() { return std::exchange(bios.reads, {}); }

    FakeMachine machine;
    FakeBiosDisk bios;
    bios::Disk disk;
};

struct EverySectorSize : testing::TestWithParam<std::uint32_t> {
    std::uint32_t size() const { return GetParam(); }
    std::uint32_t longest() const { return 127 * 512 / size(); }
};

TEST_P(EverySectorSize, IsSeenInTheFirstRead)
{
    Drive drive(size());
    drive.bios.told_bytes_per_sector = 513;                 // nobody asks
    drive.expect_right(0, 512);
    EXPECT_EQ(drive.disk.bytes_per_sector(), size());
    EXPECT_EQ(drive.since_last_time(), (Reads{{edd, 0, 1}}));
    EXPECT_EQ(drive.machine.calls.size(), 1u);
}

TEST_P(EverySectorSize, IsSeenByTheWayToAnotherSector)
{
    Drive drive(size());
    drive.expect_right(5ull * size() + 3, size());
    EXPECT_EQ(drive.since_last_time(), (Reads{{edd, 0, 1}, {edd, 5, 2}}));
}

TEST_P(EverySectorSize, IsTheUnitOfAllReads)
{
    Drive drive(size());
    drive.read(0, 1);
    drive.since_last_time();
    drive.expect_right(std::uint64_t{1000} * size(), 127 * 512 * 2);
    auto const reads = drive.since_last_time();
    ASSERT_GE(reads.size(), 2u);
    EXPECT_EQ(reads[0], (FakeBiosDisk::Read{edd, 1000, longest()}));
    EXPECT_EQ(reads[1], (FakeBiosDisk::Read{edd, 1000 + longest(), longest()}));
    for (std::uint64_t const offset : {1ull, 511ull, 4095ull, 5'000'000'000'001ull})
        for (std::size_t const bytes : {1, 512, 4095, 4096, 4097, 127 * 512, 127 * 512 + 1, 200'000})
            drive.expect_right(offset, bytes);
}

TEST_P(EverySectorSize, IsSeenByCylinder)
{
    Drive drive(size());
    drive.bios.has_edd = false;
    drive.expect_right(0, 512);
    EXPECT_EQ(drive.disk.bytes_per_sector(), size());
    drive.since_last_time();
    drive.expect_right(std::uint64_t{60} * size(), std::size_t{20} * size());
    auto const reads = drive.since_last_time();
    EXPECT_EQ(reads[0], (FakeBiosDisk::Read{chs, 60, 3}));          // to the end of the track
    EXPECT_EQ(reads[1], (FakeBiosDisk::Read{chs, 63, std::min(17u, longest())}));
}

TEST_P(EverySectorSize, IsTheUnitOfErrors)
{
    Drive drive(size());
    drive.read(0, 1);
    drive.bios.bad = {77};
    std::vector<std::byte> bytes(std::size_t{10} * size());
    auto const result = drive.disk.read(std::uint64_t{70} * size(), bytes);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::disk_read_failed);
    EXPECT_EQ(result.error()->numbers, (Numbers{0x80, 77, 0x04}));
}

TEST_P(EverySectorSize, IsSeenThoughTheFirstReadsFailOrMoveNothing)
{
    Drive failing(size());
    failing.bios.failures = 6;
    failing.expect_right(0, 512);
    EXPECT_EQ(failing.disk.bytes_per_sector(), size());
    Drive lying(size());
    lying.bios.lies = 3;
    lying.expect_right(0, 512);
    EXPECT_EQ(lying.disk.bytes_per_sector(), size());
}

TEST_P(EverySectorSize, LongReadsAreShortenedInSectors)
{
    Drive drive(size());
    drive.bios.longest = 8;
    for (int i = 0; i < 3; ++i)
        drive.expect_right(std::uint64_t{100} * size(), 127 * 512);
    drive.since_last_time();
    drive.expect_right(std::uint64_t{100} * size(), 127 * 512);
    for (auto const& read : drive.since_last_time())
        EXPECT_LE(read.count, 8u);
}

INSTANTIATE_TEST_SUITE_P(BiosDisk, EverySectorSize, testing::Values(512, 1024, 2048, 4096));

TEST(BiosDiskSectors, WhatIsNoSectorSizeCountsAs512)
{
    for (std::uint32_t const size : {1536u, 3072u, 3584u, 4608u}) {
        Drive drive(size);
        drive.read(0, 512);
        EXPECT_EQ(drive.disk.bytes_per_sector(), 512u) << size;
    }
}

TEST(BiosDiskSectors, AnUnreadableFirstSectorIsAnError)
{
    Drive drive;
    drive.bios.bad = {0};
    std::vector<std::byte> bytes(512);
    auto const result = drive.disk.read(512 * 9, bytes);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->numbers, (Numbers{0x80, 0, 0x04}));
}

TEST(BiosDiskSectors, AreCountedByTheBiosWhenAsked)
{
    Drive drive(4096);
    drive.bios.told_sectors = 5'000'000'000;
    drive.bios.told_bytes_per_sector = 0;
    drive.read(0, 512);
    EXPECT_EQ(drive.machine.count(0x13, 0x48), 0u);
    EXPECT_EQ(drive.disk.sector_count(), 5'000'000'000);
    drive.bios.writes_on = true;
    EXPECT_EQ(drive.disk.sector_count(), 5'000'000'000);
}

TEST(BiosDiskSectors, AreUnknownWhenTheBiosTalksNonsense)
{
    for (std::uint64_t const nonsense : {0ull, ~0ull, 1ull << 52, 0xEEEEEEEEEEEEEEEEull}) {
        Drive drive(4096);
        drive.bios.told_sectors = nonsense;
        drive.read(0, 512);
        EXPECT_EQ(drive.disk.sector_count(), 0u) << nonsense;
    }
    Drive silent;
    silent.bios.tells_parameters = false;
    silent.bios.told_sectors = 1000;
    silent.read(0, 512);
    EXPECT_EQ(silent.disk.sector_count(), 0u);
}

TEST(BiosDiskSectors, AreCountedByCylinderWhereThereIsNoEdd)
{
    Drive drive;
    drive.bios.has_edd = false;
    drive.bios.heads = 16;
    drive.bios.told_dh = 15;
    drive.bios.told_ch = 0x23;                              // 1 more than 0x123 cylinders
    drive.bios.told_cl = 0x40 | 63;
    drive.read(0, 512);
    EXPECT_EQ(drive.disk.sector_count(), 0x124u * 16 * 63);
    EXPECT_EQ(drive.machine.count(0x13, 0x48), 0u);

    Drive silent;
    silent.bios.has_edd = silent.bios.tells_geometry = false;
    silent.read(0, 512);
    EXPECT_EQ(silent.disk.sector_count(), 0u);
}

struct Floppy : Drive {
    Floppy() : Drive(512, 0x00)
    {
        bios.has_edd = false;
        bios.sectors = 2880;
        bios.sectors_per_track = bios.told_cl = 18;
        bios.heads = 2;
        bios.told_dh = 1;
        bios.told_ch = 79;
    }
};

TEST(BiosDiskFloppy, IsReadTrackByTrackAndNeverAskedForExtensions)
{
    Floppy floppy;
    floppy.expect_right(0, 512);
    floppy.expect_right(17 * 512, 20 * 512);
    EXPECT_EQ(floppy.since_last_time(), (Reads{{chs, 0, 1}, {chs, 17, 1}, {chs, 18, 18}, {chs, 36, 1}}));
    EXPECT_EQ(floppy.machine.count(0x13, edd), 0u);
    EXPECT_EQ(floppy.disk.sector_count(), 2880u);
    floppy.expect_right(0, 2880 * 512);
}

TEST(BiosDiskFloppy, MayFailThreeTimesWhileItsMotorStarts)
{
    Floppy floppy;
    floppy.bios.failures = 3;
    floppy.bios.status = 0x80;
    floppy.expect_right(0, 512);
    EXPECT_EQ(floppy.bios.resets, 3);
}

TEST(BiosDiskFloppy, IsTakenForTheUsualOneWhenTheBiosDoesNotKnow)
{
    Floppy floppy;
    floppy.bios.tells_geometry = false;
    floppy.expect_right(0, 2880 * 512);
    EXPECT_EQ(floppy.disk.sector_count(), 0u);
}

} // namespace
