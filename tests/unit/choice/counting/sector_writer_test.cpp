// SPDX-License-Identifier: BSD-2-Clause
// Tests writes on drives that are not to be trusted: each fault is found, the words are right, and nothing but what the
// fault itself did has changed.
#include "tests/unit/choice/counting/counting_setup.hpp"

namespace {

using counting::Wishes;
using errors::Code;

struct SectorWriter : CountingTest {
    // The older copy of the state file, which is written first: the second one.
    void with_state()
    {
        make("mcopy -i $image f ::/loader/entries/x+3.conf");
        boot_again();
        target = lba_of_copy(1);
    }
    // A counter in the directory, whose sector has neighbours in use.
    void with_digits()
    {
        make("cd $files; for i in $(seq 10 60); do echo > \"a long name, number $i.conf\"; done;"
             " echo > x+3-0.conf; mcopy -i $image * ::/loader/entries; mmd -i $image ::/loader/next",
             false);
        boot_again();
        auto const& geometry = workspace->volumes.fat_volume->geometry();
        auto const place = fat::LongNamePlace::find(geometry, "/loader/entries", "x+3-0.conf");
        target = place->of(2) / sector;
    }
    Result<void> start_counted() { return start(exists("x+3.conf") ? "x+3.conf" : "x+3-0.conf"); }

    void expect_unchanged(std::uint64_t lba)
    {
        auto const before = Bytes(content).subspan(static_cast<std::size_t>(lba * sector), sector);
        EXPECT_TRUE(std::ranges::equal(sector_now(lba), before)) << lba;
    }
    // After the first failure no write is tried.
    void expect_no_more()
    {
        auto const writes = std::ranges::count(drive.reads, 0x43, &FakeBiosDisk::Read::function);
        expect_error(start_counted(), Code::disk_not_written,
                     {.code = {}, .numbers = {number}, .name = "an earlier write failed in this boot"});
        EXPECT_EQ(std::ranges::count(drive.reads, 0x43, &FakeBiosDisk::Read::function), writes);
        if (counting::state() != nullptr) {
            EXPECT_FALSE(counting::can_remember());
            EXPECT_EQ(counting::why_not(), "an earlier write failed in this boot");
        }
    }
    void expect_not_written(std::string_view words)
    {
        boot_again();
        expect_error(start_counted(), Code::disk_not_written, {.code = {}, .numbers = {number}, .name = words});
        EXPECT_TRUE(drive.written.empty());
    }

    std::uint64_t target = 0;
};

// Before the write.

TEST_F(SectorWriter, ADisketteDriveIsNotWrittenTo)
{
    machine.on_interrupt(0x13, {});
    number = 0x00;
    FakeBiosDisk floppy{machine, 0};
    make("mcopy -i $image f ::/loader/entries/x+3.conf", true, "-F 12 -s 1", 1500);
    floppy.hold(content);
    floppy.sectors_per_track = 18;
    floppy.heads = 2;
    floppy.told_cl = 18;
    floppy.told_dh = 1;
    expect_not_written("it is no hard disk for the BIOS");
    EXPECT_TRUE(floppy.written.empty());
    EXPECT_FALSE(counting::can_remember());
    EXPECT_EQ(counting::why_not(), "it is no hard disk for the BIOS");
    ASSERT_TRUE(start("y.conf", {.remember_last = true})); // which it then does not
    EXPECT_TRUE(floppy.written.empty());
}

TEST_F(SectorWriter, NorIsADriveBelow80hThatIsReadByLba)
{
    machine.on_interrupt(0x13, {});
    number = 0x1F;
    FakeBiosDisk odd{machine, 0x1F};
    make("mcopy -i $image f ::/loader/entries/x+3.conf", true, "-F 12 -s 1", 1500);
    odd.hold(content);
    expect_not_written("it is no hard disk for the BIOS");
    EXPECT_TRUE(odd.written.empty());
}

TEST_F(SectorWriter, ADriveThatIsReadByCylinderIsNotWrittenTo)
{
    with_state();
    drive.has_edd = false;
    expect_not_written("the BIOS had to read it by cylinder, head and sector");
}

TEST_F(SectorWriter, NorOneThatNeededItOnce)
{
    with_state();
    boot_again();
    drive.failures = 4; // of AH=42h, which has worked before
    std::array<std::byte, 512> bytes;
    ASSERT_TRUE(boot->disk.device.read(512 * 50, bytes));
    expect_error(start_counted(), Code::disk_not_written,
                 {.code = {}, .numbers = {0x80}, .name = "the BIOS had to read it by cylinder, head and sector"});
}

TEST_F(SectorWriter, ADriveThatLiedIsNotWrittenTo)
{
    with_state();
    drive.lies = 1;
    expect_not_written("the BIOS reported success for a read that brought nothing");
}

TEST_F(SectorWriter, ASectorThatChangesBetweenReadsIsNotWritten)
{
    with_state();
    content[static_cast<std::size_t>(target * sector)] ^= std::byte{1};
    expect_error(start_counted(), Code::sector_unexpected, {.code = {}, .numbers = {0x80, target}});
    EXPECT_TRUE(drive.written.empty());
    expect_no_more();
}

// The long read is right, the one of a single sector is not.
TEST_F(SectorWriter, NorOneThatIsOtherAlone)
{
    with_state();
    auto const hold = drive.content;
    drive.content = [&, hold](std::uint64_t lba, MutableBytes bytes) {
        hold(lba, bytes);
        if (lba == target && drive.reads.back().count == 1)
            bytes[100] ^= std::byte{1};
    };
    expect_error(start_counted(), Code::sector_unexpected, {.code = {}, .numbers = {0x80, target}});
    EXPECT_TRUE(drive.written.empty());
}

TEST_F(SectorWriter, AReadThatBringsNothingIsAFailure)
{
    with_state();
    ASSERT_TRUE(exists("x+3.conf")); // the directory is in the cache
    drive.lies = 1;
    expect_error(start("x+3.conf"), Code::disk_read_failed,
                 {.code = {}, .numbers = {0x80, target - 1, 0}, .name = "no status given"});
    EXPECT_TRUE(drive.written.empty());
}

// The volume is at an LBA of more than 28, or 32, bits; on a BIOS that drops them it is at `low`.
TEST_F(SectorWriter, UpperBitsOfTheNumberMustCount)
{
    for (int const bits : {28, 32}) {
        with_state();
        auto const bit = std::uint64_t{1} << bits;
        auto const low = bits == 28 ? 0 : std::uint64_t{1} << 30;
        drive.sectors = ~0ull;
        drive.written.clear();
        bool drops = false;
        drive.content = [&](std::uint64_t lba, MutableBytes bytes) {
            auto const at = (lba - low - (drops ? lba & bit : bit)) * sector;
            std::ranges::fill(bytes, std::byte{});
            if (at < content.size())
                std::ranges::copy(Bytes(content).subspan(static_cast<std::size_t>(at), sector), bytes.begin());
        };
        auto const begin = (low + bit) * sector + FatImage::partition_begin;
        boot_again(begin);
        ASSERT_TRUE(start("x+3.conf")) << bits;
        EXPECT_EQ(written(), (std::vector<std::uint64_t>{low + bit + target}));

        drops = true;
        drive.written.clear();
        boot_again(begin);
        expect_error(start("x+3.conf"), Code::disk_not_written,
                     {.code = {},
                      .numbers = {0x80, low + bit + target, low + target},
                      .name = bits == 28 ? "its BIOS seems to drop the LBA's bits from 28 on"
                                         : "its BIOS seems to drop the LBA's bits from 32 on"});
        EXPECT_TRUE(drive.written.empty());
    }
}

// Writes.

TEST_F(SectorWriter, TheNeighboursBytesLieBesideOurs)
{
    for (bool const by_digits : {false, true}) {
        by_digits ? with_digits() : with_state();
        drive.written.clear();
        int writes = 0;
        drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
            ++writes;
            for (int const neighbour : {-1, 1})
                EXPECT_TRUE(std::ranges::equal(Bytes(bytes + neighbour * 512, 512),
                                               sector_now(lba + static_cast<std::uint64_t>(neighbour))));
            drive.keep(lba, bytes);
            drive.keep(lba + 1, bytes + 512); // a BIOS that moves one sector too many
            return std::uint8_t{0};
        };
        ASSERT_TRUE(start_counted());
        EXPECT_EQ(writes, 1);
        expect_unchanged(target + 1);
    }
}

TEST_F(SectorWriter, AWriteThatFailsHasItsStatusInTheError)
{
    with_state();
    drive.on_write = [](auto, auto) { return std::uint8_t{0x03}; };
    expect_error(start_counted(), Code::write_failed,
                 {.code = {}, .numbers = {0x80, target, 3}, .name = "write-protected"});
    expect_no_more();
    EXPECT_EQ(counting::tries_left(boot_counter::parse("x+3.conf")), 3u);
    drive.on_write = [](auto, auto) { return std::uint8_t{0xCC}; };
    boot_again();
    expect_error(start_counted(), Code::write_failed,
                 {.code = {}, .numbers = {0x80, target, 0xCC}, .name = "write fault"});
}

TEST_F(SectorWriter, AWriteThatIsForgottenIsFound)
{
    for (bool const by_digits : {false, true}) {
        by_digits ? with_digits() : with_state();
        drive.on_write = [](auto, auto) { return std::uint8_t{0}; };
        expect_error(start_counted(), Code::write_lost,
                     {.code = {}, .numbers = {0x80, target}, .name = "still has its old bytes"});
        expect_no_more();
        EXPECT_TRUE(drive.written.empty());
    }
}

// A drive that answers from a cache of one sector, and has forgotten the sector.
TEST_F(SectorWriter, EvenIfACacheAnswersOnce)
{
    with_state();
    std::vector<std::byte> cached;
    drive.on_write = [&](std::uint64_t, std::byte const* bytes) {
        cached.assign(bytes, bytes + 512);
        return std::uint8_t{0};
    };
    auto const hold = drive.content;
    drive.content = [&, hold](std::uint64_t lba, MutableBytes bytes) {
        hold(lba, bytes);
        if (!cached.empty() && lba == target)
            std::ranges::copy(cached, bytes.begin());
        else if (drive.reads.back().count == 1)
            cached.clear();
    };
    expect_error(start_counted(), Code::write_lost,
                 {.code = {}, .numbers = {0x80, target}, .name = "still has its old bytes"});
}

TEST_F(SectorWriter, ATornWriteIsFound)
{
    with_state();
    drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
        std::vector<std::byte> torn(sector_now(lba).begin(), sector_now(lba).end());
        std::copy_n(bytes, 100, torn.begin());
        drive.keep(lba, torn.data());
        return std::uint8_t{0};
    };
    expect_error(start_counted(), Code::write_lost,
                 {.code = {}, .numbers = {0x80, target}, .name = "has neither its old nor its new bytes"});
    expect_no_more();
    boot_again(); // the other copy counts
    EXPECT_EQ(left("x+3.conf"), 3u);
    EXPECT_EQ(written(), (std::vector<std::uint64_t>{target}));
}

TEST_F(SectorWriter, AWriteBesideOursIsFoundInTheStateFile)
{
    for (int const shift : {-1, 1}) {
        with_state();
        drive.written.clear();
        auto const hit = target + static_cast<std::uint64_t>(shift);
        drive.on_write = [&](std::uint64_t, std::byte const* bytes) {
            drive.keep(hit, bytes);
            return std::uint8_t{0};
        };
        expect_error(start_counted(), Code::write_misplaced,
                     {.code = {}, .numbers = {0x80, target, hit}, .name = "it is an unused part of the state file"});
        expect_no_more();
        EXPECT_EQ(written(), (std::vector<std::uint64_t>{hit}));
    }
}

TEST_F(SectorWriter, AWriteOfTwoSectorsIsFoundInTheStateFile)
{
    with_state();
    drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
        drive.keep(lba, bytes);
        drive.keep(lba + 1, bytes);
        return std::uint8_t{0};
    };
    expect_error(start_counted(), Code::write_misplaced,
                 {.code = {}, .numbers = {0x80, target, target + 1}, .name = "it is an unused part of the state file"});
    expect_no_more();
}

// The same request puts the neighbour's bytes back.
TEST_F(SectorWriter, AWriteBesideTheDirectorysSectorIsUndone)
{
    for (int const shift : {-1, 1}) {
        with_digits();
        drive.written.clear();
        auto const hit = target + static_cast<std::uint64_t>(shift);
        drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
            drive.keep(lba + static_cast<std::uint64_t>(shift), bytes);
            return std::uint8_t{0};
        };
        expect_error(start_counted(), Code::write_misplaced,
                     {.code = {}, .numbers = {0x80, target, hit}, .name = "it has its old bytes again"});
        expect_no_more();
        EXPECT_EQ(written(), (std::vector<std::uint64_t>{hit}));
        expect_unchanged(hit);
    }
}

TEST_F(SectorWriter, UnlessTheFaultIsAnotherTheSecondTime)
{
    with_digits();
    int writes = 0;
    drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
        if (++writes == 1)
            drive.keep(lba + 1, bytes);
        return std::uint8_t{0};
    };
    expect_error(start_counted(), Code::write_misplaced,
                 {.code = {},
                  .numbers = {0x80, target, target + 1},
                  .name = "its old bytes are lost, and could not be written back"});
    EXPECT_EQ(writes, 2);
}

// Any further request could damage a third sector, so none is made.
TEST_F(SectorWriter, AWriteOfTwoSectorsOfADirectoryIsNotMadeWorse)
{
    with_digits();
    int writes = 0;
    drive.on_write = [&](std::uint64_t lba, std::byte const* bytes) {
        ++writes;
        drive.keep(lba, bytes);
        drive.keep(lba + 1, bytes);
        return std::uint8_t{0};
    };
    expect_error(start_counted(), Code::write_misplaced,
                 {.code = {}, .numbers = {0x80, target, target + 1}, .name = "its old bytes are lost"});
    EXPECT_EQ(writes, 1);
    EXPECT_EQ(written(), (std::vector<std::uint64_t>{target, target + 1}));
}

// Only a wish is lost, so the entry, which is not counted, is started.
TEST_F(SectorWriter, WithoutACounterALostWishIsANote)
{
    with_state();
    drive.on_write = [](auto, auto) { return std::uint8_t{0x03}; };
    ASSERT_TRUE(start("y.conf", {.remember_last = true}));
    EXPECT_NE(machine.screen.find("write-protected"), std::string::npos) << machine.screen;
}

TEST_F(SectorWriter, ButNotTheOneThatIsForOneBoot)
{
    with_state();
    ASSERT_TRUE(start("y.conf", {.once = counting::id_hash("z")}));
    boot_again();
    drive.on_write = [](auto, auto) { return std::uint8_t{0x03}; };
    EXPECT_FALSE(start("z.conf"));
    ASSERT_TRUE(start("y.conf"));
}

} // namespace
