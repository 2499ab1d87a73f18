// SPDX-License-Identifier: BSD-2-Clause
// Tests reads of a BIOS drive: the number of calls of a read, and the result of each kind of failure of drives and
// BIOSes.
#include "tests/unit/drive_setup.hpp"

#include <cstring>
#include <map>
#include <utility>

namespace {

using errors::Code;

struct BiosDiskTest : testing::Test, DriveSetup {
    static constexpr std::uint8_t drive_number = 0x81;

    BiosDiskTest() : DriveSetup(512, drive_number) { measure(); }

    // The first read of a drive shows how large its sectors are. Here it has been made.
    void measure()
    {
        expect_right(0, 512);
        drive.reads.clear();
        machine.calls.clear();
    }

    MutableBytes room() { return room_; }

    // Borrows, compares, and expects the bytes to lie in the transfer buffer.
    void expect_lent(std::uint64_t offset, std::size_t size, std::size_t expected)
    {
        auto const lent = disk.lend(offset, room().first(size));
        ASSERT_TRUE(lent);
        ASSERT_EQ(lent->size(), expected);
        std::vector<std::byte> sector(512);
        for (std::size_t at = 0; at < expected; ++at) {
            drive.content((offset + at) / 512, sector);
            ASSERT_EQ((*lent)[at], sector[static_cast<std::size_t>((offset + at) % 512)]) << at;
        }
        EXPECT_EQ(lent->data(), bios::data().data() + offset % 512);
    }

    std::vector<std::byte> room_ = std::vector<std::byte>(127 * 512);

    // The drive as nobody has seen it yet, but for its sector size.
    void start_over()
    {
        disk = bios::Disk{drive_number};
        measure();
    }
};

TEST_F(BiosDiskTest, Takes127SectorsInOneCall)
{
    expect_right(0, 127 * 512);
    EXPECT_EQ(drive.reads, (Reads{{edd, 0, 127}}));
    EXPECT_EQ(machine.calls.size(), 1u);
    EXPECT_EQ(disk.calls(), 2u);
    EXPECT_EQ(disk.bytes_read(), 128u * 512);
}

TEST_F(BiosDiskTest, SplitsLongReads)
{
    expect_right(1000 * 512, 300 * 512);
    EXPECT_EQ(drive.reads, (Reads{{edd, 1000, 127}, {edd, 1127, 127}, {edd, 1254, 46}}));
}

TEST_F(BiosDiskTest, ReadsNoSectorMoreThanTheBytesNeed)
{
    expect_right(512 * 10 + 511, 1);
    expect_right(512 * 10 + 511, 2);
    expect_right(512 * 10 + 1, 511);
    expect_right(512 * 10, 513);
    EXPECT_EQ(drive.reads, (Reads{{edd, 10, 1}, {edd, 10, 2}, {edd, 10, 1}, {edd, 10, 2}}));
    expect_right(0, 0);
    EXPECT_EQ(drive.reads.size(), 4u);
}

TEST_F(BiosDiskTest, IsRightWhereverAReadBeginsAndEnds)
{
    for (std::uint64_t offset : {0ull, 1ull, 511ull, 512ull, 127 * 512 - 1ull, 5'000'000'000'001ull})
        for (std::size_t const size :
             {1, 2, 511, 512, 513, 126 * 512, 127 * 512 - 1, 127 * 512, 127 * 512 + 1, 254 * 512 + 7})
            expect_right(offset, size);
}

TEST_F(BiosDiskTest, LendsWhatOneCallBrings)
{
    expect_lent(512 * 10 + 5, 1000, 1000);
    expect_lent(512 * 10, 127 * 512, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 10, 2}, {edd, 10, 127}}));
}

TEST_F(BiosDiskTest, LendsTheSectorsBeforeABadOneAndLearnsNothingFromThem)
{
    drive.bad = {20, 220, 420};
    for (auto const first : {10, 210, 410})
        expect_lent(first * 512ull + 5, 127 * 512 - 5, 7 * 512 - 5);
    since_last_time();
    expect_right(1000 * 512, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 1000, 127}}));
}

TEST_F(BiosDiskTest, LendsNothingIfTheFirstSectorIsBad)
{
    drive.bad = {20};
    auto const lent = disk.lend(20 * 512, room());
    ASSERT_FALSE(lent);
    EXPECT_EQ(lent.error()->code, Code::disk_read_failed);
    EXPECT_EQ(lent.error()->numbers[1], 20u);
}

TEST_F(BiosDiskTest, RepeatsAFailedReadAsItWas)
{
    drive.failures = 1;
    expect_right(512, 100 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 1, 100}, {edd, 1, 100}}));
    EXPECT_EQ(drive.resets, 1);
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 0, 127}}));
}

TEST_F(BiosDiskTest, FindsHowLongReadsMayBeAndRemembersItTheSecondTime)
{
    std::map<std::uint32_t, std::uint32_t> const found{{126, 63}, {64, 63}, {63, 63}, {62, 31}, {8, 7}, {2, 1}, {1, 1}};
    for (auto const& [limit, learnt] : found) {
        start_over();
        drive.longest = limit;
        for (auto const status : {0x01, 0x09, 0x80}) {
            drive.status = static_cast<std::uint8_t>(status);
            expect_right(777, 300 * 512);
        }
        since_last_time();
        expect_right(0, 127 * 512);
        auto const reads = since_last_time();
        EXPECT_EQ(reads.size(), (127 + learnt - 1) / learnt) << limit;
        for (auto const& read : reads)
            EXPECT_LE(read.count, learnt);
    }
}

TEST_F(BiosDiskTest, ASingleShortenedReadTeachesNothing)
{
    drive.failures = 2;
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 0, 127}, {edd, 0, 127}, {edd, 0, 63}, {edd, 63, 64}}));
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 0, 127}}));
}

TEST_F(BiosDiskTest, ABadSectorDoesNotShortenLaterReads)
{
    drive.bad = {150};
    read_error(100 * 512, 127 * 512);
    since_last_time();
    expect_right(1000 * 512, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 1000, 127}}));
}

TEST_F(BiosDiskTest, BringsAllSectorsBeforeABadOne)
{
    drive.bad = {150};
    expect_right(100 * 512, 50 * 512);
    auto const error = read_error(100 * 512 + 5, 60 * 512);
    EXPECT_EQ(error.code, Code::disk_read_failed);
    EXPECT_EQ(error.numbers, (Numbers{drive_number, 150, 0x04}));
    EXPECT_EQ(error.name, "sector not found");
}

TEST_F(BiosDiskTest, GoesOnByCylinderForGoodWhereThereIsNoEdd)
{
    drive.has_edd = false;
    disk = bios::Disk{drive_number};
    expect_right(0, 512);
    EXPECT_TRUE(std::ranges::count(since_last_time(), chs, &FakeBiosDisk::Read::function) == 1);
    expect_right(60 * 512, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{chs, 60, 3}, {chs, 63, 63}, {chs, 126, 61}}));
    EXPECT_EQ(machine.count(0x13, 0x08), 1u);
}

TEST_F(BiosDiskTest, FindsEachSectorByCylinderHeadAndSector)
{
    drive.has_edd = false;
    for (auto const& [sectors, heads] : std::initializer_list<std::pair<std::uint32_t, std::uint32_t>>{
             {63, 255}, {63, 16}, {17, 4}, {63, 256}, {1, 1}, {32, 64}}) {
        drive.sectors_per_track = sectors;
        drive.heads = heads;
        drive.told_cl = static_cast<std::uint8_t>(0xC0 | sectors); // two bits of the cylinder above them
        drive.told_dh = static_cast<std::uint8_t>(heads - 1);
        start_over();
        auto const reach = std::uint64_t{1024} * heads * sectors;
        for (auto const lba : {std::uint64_t{0}, reach / 2 + 1, reach / 4 - 1, reach - 1})
            expect_right(lba * 512, 512);
        auto const error = read_error(reach * 512, 512);
        EXPECT_EQ(error.code, Code::disk_beyond_chs);
        EXPECT_EQ(error.numbers, (Numbers{drive_number, reach, reach}));
    }
}

TEST_F(BiosDiskTest, TakesTheUsualGeometryWhenTheBiosTalksNonsense)
{
    drive.has_edd = false;
    drive.told_cl = 0xC0;
    drive.told_dh = 3;
    start_over();
    expect_right(100'000 * 512, 512);
    drive.told_cl = 17;
    drive.tells_geometry = false;
    start_over();
    expect_right(100'000 * 512, 512);
}

TEST_F(BiosDiskTest, TakesTheBootSectorsGeometryWhenTheBiosTellsNone)
{
    auto const boot_sector_says = [this](std::uint16_t sectors_per_track, std::uint16_t heads) {
        std::uint16_t const words[] = {sectors_per_track, heads}; // BPB_SecPerTrk, BPB_NumHeads
        std::memcpy(&machine.memory[0x7C18], words, sizeof words);
    };
    drive.has_edd = drive.tells_geometry = false;
    drive.sectors_per_track = 32;
    drive.heads = 64;
    boot_sector_says(32, 64);
    start_over();
    expect_right(100'000 * 512, 512);

    drive.sectors_per_track = 63;
    drive.heads = 255;
    for (auto const& [sectors_per_track, heads] :
         {std::pair<std::uint16_t, std::uint16_t>{0, 64}, {64, 64}, {32, 0}, {32, 257}, {0xFFFF, 0xFFFF}}) {
        boot_sector_says(sectors_per_track, heads);
        start_over();
        expect_right(100'000 * 512, 512);
    }
}

TEST_F(BiosDiskTest, GoesBackToExtendedReadsThatHaveWorkedBefore)
{
    drive.failures = 8;
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time()[8], (FakeBiosDisk::Read{chs, 0, 63}));
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time(), (Reads{{edd, 0, 127}}));
}

TEST_F(BiosDiskTest, DoesNotLookForAFarBadSectorByCylinder)
{
    constexpr std::uint64_t far = 2'000'000'000;
    drive.bad = {far};
    auto const error = read_error(far * 512, 512);
    EXPECT_EQ(error.code, Code::disk_read_failed);
    EXPECT_EQ(error.numbers, (Numbers{drive_number, far, 0x04}));
    expect_right((far + 1) * 512, 127 * 512); // and EDD is as good as before
}

TEST_F(BiosDiskTest, NoticesReadsThatMoveNothing)
{
    drive.lies = 2;
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time().size(), 4u);
    drive.lies = 1 << 20;
    EXPECT_EQ(read_error(0, 512).numbers, (Numbers{drive_number, 0, 0}));
    EXPECT_EQ(read_error(0, 512).name, "no status given");
}

TEST_F(BiosDiskTest, NoticesReadsThatMoveTooLittle)
{
    drive.short_by_one = true;
    EXPECT_EQ(read_error(0, 20 * 512).code, Code::disk_read_failed);
}

// The four bytes that mark the place may happen to be what the disk holds there: at the next try they are others.
TEST_F(BiosDiskTest, TakesDataThatLookLikeItsMark)
{
    for (std::uint32_t number = 1; number < 4; ++number) {
        disk = bios::Disk{drive_number};
        drive.content = [=](std::uint64_t, MutableBytes bytes) {
            std::ranges::fill(bytes, std::byte{0});
            Le32 const mark = 0x464A0000 + number;
            std::memcpy(&bytes[508], &mark, sizeof mark);
        };
        for (int i = 0; i < 4; ++i)
            expect_right(0, 512);
    }
}

TEST_F(BiosDiskTest, TakesCorrectedData)
{
    drive.corrected = true;
    expect_right(0, 127 * 512);
    EXPECT_EQ(since_last_time().size(), 1u);
}

// 8 extended reads, from 127 sectors down to 1, then 4 by cylinder; a reset after each, and one look at the geometry.
TEST_F(BiosDiskTest, GivesUpAfter25Calls)
{
    drive.failures = 1 << 20;
    drive.status = 0x80;
    auto const error = read_error(4096, 1'000'000);
    EXPECT_EQ(error.code, Code::disk_read_failed);
    EXPECT_EQ(error.numbers, (Numbers{drive_number, 8, 0x80}));
    EXPECT_EQ(error.name, "time-out: the drive does not answer");
    EXPECT_EQ(disk.calls(), 1u + 12u);
    EXPECT_EQ(drive.resets, 12);
    EXPECT_EQ(machine.calls.size(), 25u);
}

TEST_F(BiosDiskTest, ReadsOnWhenTheDriveComesBack)
{
    drive.failures = 11;
    expect_right(0, 127 * 512);
}

TEST_F(BiosDiskTest, OpensTheA20GateAgainAfterABiosThatClosedIt)
{
    bool open = true;
    machine.a20_is_open = [&] { return open; };
    machine.on_interrupt(0x15, [&](bios::Registers const& input) {
        open = open || input.ax() == 0x2401;
        return without_carry(input);
    });
    auto const content = drive.content;
    drive.content = [&, content](std::uint64_t lba, MutableBytes sector) {
        open = false;
        content(lba, sector);
    };
    std::vector<std::byte> bytes(512);
    ASSERT_TRUE(disk.read(0, bytes));
    EXPECT_TRUE(open);

    machine.on_interrupt(0x15, with_carry);
    EXPECT_EQ(read_error(0, 512).code, Code::a20_closed);
}

TEST_F(BiosDiskTest, TellsOfItsProgress)
{
    static std::vector<std::uint64_t> told;
    told.clear();
    disk.on_progress = [](std::uint64_t bytes) { told.push_back(bytes); };
    drive.failures = 1;
    expect_right(0, 300 * 512);
    EXPECT_EQ(told, (std::vector<std::uint64_t>{128 * 512, 255 * 512, 301 * 512})); // after one sector
}

} // namespace
