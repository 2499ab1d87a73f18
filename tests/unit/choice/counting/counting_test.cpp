// SPDX-License-Identifier: BSD-2-Clause
// Tests boot counters over several boots: tries in the state file and in file names, and what is remembered beside them.
#include "tests/unit/choice/counting/counting_setup.hpp"

namespace {

using counting::Wishes;
using errors::Code;
constexpr auto unlimited = boot_counter::Name::unlimited;

using Counting = CountingTest;

TEST_F(Counting, WithoutAStateFileThereIsNoState)
{
    make("mcopy -i $image f ::/loader/entries/x.conf", false);
    boot_again();
    EXPECT_EQ(counting::state(), nullptr);
    EXPECT_FALSE(counting::can_remember());
    EXPECT_EQ(counting::why_not(), "the volume has no /loader/farjump.state");
    EXPECT_EQ(left("x.conf"), unlimited);
    EXPECT_EQ(left("x+2.conf"), 2u);
    ASSERT_TRUE(start("x.conf", {.once = 1, .preferred = 2, .remember_last = true}));
    EXPECT_TRUE(drive.written.empty());
    EXPECT_EQ(boot->counted.sector_bytes, 0u);
    EXPECT_EQ(machine.screen, "");
}

TEST_F(Counting, TriesAreTakenUntilTheEntryIsExhausted)
{
    make("mcopy -i $image f ::/loader/entries/x+3.conf");
    for (std::uint32_t tries = 3; tries > 0; --tries) {
        boot_again();
        EXPECT_TRUE(counting::can_remember());
        EXPECT_EQ(counting::why_not(), "");
        ASSERT_EQ(left("x+3.conf"), tries);
        auto const sequence = counting::state()->sequence;
        drive.reads.clear();
        ASSERT_TRUE(start("x+3.conf"));
        EXPECT_EQ(std::ranges::count(drive.reads, 0x43, &FakeBiosDisk::Read::function), 1);
        EXPECT_EQ(counting::state()->sequence, sequence + 1);
        EXPECT_EQ(counting::state()->started, counting::id_hash("x"));
        EXPECT_EQ(left("x+3.conf"), tries - 1);
        EXPECT_EQ(boot->counted.tries_left, tries - 1);
    }
    boot_again();
    EXPECT_EQ(left("x+3.conf"), 0u);
    EXPECT_EQ(written(), (std::vector<std::uint64_t>{lba_of_copy(0), lba_of_copy(1)}));
    EXPECT_EQ(counting::state()->entries[0].tries, 3);
    EXPECT_EQ(machine.screen, "");
}

TEST_F(Counting, TheKernelMarksABootAsGood)
{
    make("mcopy -i $image f ::/loader/entries/x+3.conf");
    boot_again();
    ASSERT_TRUE(start("x+3.conf"));
    mark_good();
    boot_again();
    EXPECT_EQ(left("x+3.conf"), unlimited);
    EXPECT_EQ(counting::state()->good, counting::id_hash("x"));
    EXPECT_EQ(counting::state()->started, 0u);
    auto const before = drive.written;
    ASSERT_TRUE(start("x+3.conf"));
    EXPECT_EQ(drive.written, before);
    EXPECT_EQ(boot->counted.sector_bytes, 0u);
}

TEST_F(Counting, AnExhaustedEntryThatTheUserStartsCanBeMarkedAsGood)
{
    make("mcopy -i $image f ::/loader/entries/x+0.conf");
    boot_again();
    ASSERT_EQ(left("x+0.conf"), 0u);
    ASSERT_TRUE(start("x+0.conf"));
    EXPECT_EQ(left("x+0.conf"), 0u);
    mark_good();
    boot_again();
    EXPECT_EQ(left("x+0.conf"), unlimited);
}

TEST_F(Counting, DigitsAreChangedInTheDirectory)
{
    for (bool const with_state : {false, true}) {
        make(
            "mcopy -i $image f '::/loader/entries/A long name+3-0.conf'; mcopy -i $image f ::/loader/entries/other.conf",
            with_state);
        drive.written.clear();
        boot_again();
        ASSERT_TRUE(start("A long name+3-0.conf"));
        EXPECT_EQ(drive.written.size(), 1u);
        EXPECT_FALSE(exists("A long name+3-0.conf"));
        EXPECT_TRUE(exists("A long name+2-1.conf"));
        EXPECT_TRUE(exists("other.conf"));
        EXPECT_EQ(boot->counted.tries_left, 2u);
        mark_good();
        boot_again();
        EXPECT_TRUE(exists("A long name+3-0.conf"));
        EXPECT_EQ(drive.written.size(), 1u);
        for (auto const* const name : {"A long name+3-0.conf", "A long name+2-1.conf", "A long name+1-2.conf"}) {
            boot_again();
            ASSERT_TRUE(start(name)) << name;
        }
        EXPECT_TRUE(exists("A long name+0-3.conf"));
        EXPECT_EQ(drive.written.size(), 1u);
        EXPECT_EQ(left("A long name+0-3.conf"), 0u);
        boot_again();
        ASSERT_TRUE(start("A long name+0-3.conf")); // by the user
        EXPECT_TRUE(exists("A long name+0-3.conf"));
        mark_good();
        EXPECT_TRUE(exists("A long name+3-0.conf"));
    }
}

TEST_F(Counting, DigitsKeepTheirNumber)
{
    struct {
        char const *before, *counted_down, *good;
    } const names[] = {
        {"x+9-0.conf", "x+8-1.conf", "x+9-0.conf"},       {"x+1-8.conf", "x+0-9.conf", "x+9-0.conf"},
        {"x+2-9.conf", "x+1-9.conf", "x+9-0.conf"},       {"x+12-3.conf", "x+11-4.conf", "x+15-0.conf"},
        {"x+12-09.conf", "x+11-10.conf", "x+21-00.conf"}, {"x+03-00.CONF", "x+02-01.CONF", "x+03-00.CONF"},
        {"x+20-0.conf", "x+19-1.conf", "x+20-0.conf"},    {"x+4-99.conf", "x+3-99.conf", "x+9-00.conf"},
    };
    for (auto const& [before, counted_down, good] : names) {
        make("mcopy -i $image f ::/loader/entries/" + std::string(before), false);
        drive.written.clear();
        boot_again();
        ASSERT_TRUE(start(before)) << before;
        EXPECT_TRUE(exists(counted_down)) << before;
        mark_good();
        EXPECT_TRUE(exists(good)) << before;
        EXPECT_EQ(drive.written.size(), 1u);
    }
}

TEST_F(Counting, ACounterWithoutAPlaceNeedsTheStateFile)
{
    for (std::string const name : {"x+3.conf", "x+10-0.conf", "x+100-11.conf", "x+00000000003-0.conf"}) {
        auto const path = "/loader/entries/" + name;
        make("mcopy -i $image f ::" + path, false);
        drive.written.clear();
        boot_again();
        expect_error(start(name), Code::counter_without_place, {.code = {}, .name = path});
        EXPECT_TRUE(drive.written.empty());

        make("mcopy -i $image f ::" + path);
        boot_again();
        auto const before = left(name);
        ASSERT_TRUE(start(name));
        EXPECT_EQ(left(name), before - 1);
        EXPECT_TRUE(exists(name));
    }
}

// Names of 19 characters whose two digits are in two parts of the name: some of these are in two sectors, and then the
// state file counts.
TEST_F(Counting, DigitsInTwoSectorsNeedTheStateFile)
{
    make("cd $files; for i in $(seq 101 120); do echo > number-$i+3-0.conf; done; mcopy -i $image * ::/loader/entries");
    std::size_t in_place = 0, by_state = 0;
    for (int i = 101; i <= 120; ++i) {
        auto const id = "number-" + std::to_string(i);
        drive.written.clear();
        boot_again();
        ASSERT_TRUE(start(id + "+3-0.conf")) << id;
        ASSERT_EQ(drive.written.size(), 1u);
        bool const renamed = exists(id + "+2-1.conf");
        EXPECT_EQ(exists(id + "+3-0.conf"), !renamed);
        EXPECT_EQ(left(id + "+3-0.conf"), renamed ? 3u : 2u);
        ++(renamed ? in_place : by_state);
        mark_good();
        boot_again();
        EXPECT_TRUE(exists(id + "+3-0.conf"));
        EXPECT_EQ(left(id + "+3-0.conf"), renamed ? 3u : unlimited);
    }
    EXPECT_GT(in_place, 10u);
    EXPECT_GT(by_state, 0u);
}

TEST_F(Counting, NoTwoFilesGetTheSameName)
{
    make("for i in x+3-0 x+2-1 y+2-1 y+3-0; do mcopy -i $image f ::/loader/entries/$i.conf; done", false);
    boot_again();
    EXPECT_FALSE(start("x+3-0.conf"));
    EXPECT_TRUE(drive.written.empty());
    ASSERT_TRUE(start("y+2-1.conf"));
    EXPECT_EQ(boot->counted.sector_bytes, 0u); // "y+3-0.conf" exists
}

TEST_F(Counting, WishesAreRememberedInOneWrite)
{
    make("mcopy -i $image f ::/loader/entries/x+3.conf ");
    boot_again();
    ASSERT_TRUE(start("x+3.conf", {.once = 5, .preferred = 6, .remember_last = true}));
    EXPECT_EQ(drive.written.size(), 1u);
    boot_again();
    ASSERT_NE(counting::state(), nullptr);
    EXPECT_EQ(counting::state()->once, 5u);
    EXPECT_EQ(counting::state()->preferred, 6u);
    EXPECT_EQ(counting::state()->last, counting::id_hash("x"));
    EXPECT_EQ(left("x+3.conf"), 2u);
    ASSERT_TRUE(start("y.conf", {.once = ~0ull, .preferred = ~0ull}));
    boot_again();
    EXPECT_EQ(counting::state()->once, 0u);
    EXPECT_EQ(counting::state()->preferred, 0u);
    EXPECT_EQ(counting::state()->last, counting::id_hash("x"));
    EXPECT_EQ(counting::state()->started, 0u) << "an entry that is not counted was started";
    drive.reads.clear();
    auto const writes = [&] { return std::ranges::count(drive.reads, 0x43, &FakeBiosDisk::Read::function); };
    ASSERT_TRUE(counting::remember(*boot, {.once = 7}));
    EXPECT_EQ(counting::state()->once, 7u);
    EXPECT_EQ(writes(), 1);
    ASSERT_TRUE(counting::remember(*boot, {.once = 7}));
    EXPECT_EQ(writes(), 1) << "nothing changes";
}

TEST_F(Counting, OnceIsForOneBoot)
{
    make("true");
    boot_again();
    ASSERT_TRUE(start("x.conf", {.once = counting::id_hash("y")}));
    boot_again();
    ASSERT_TRUE(start("x.conf"));
    EXPECT_EQ(counting::state()->once, counting::id_hash("y"));
    ASSERT_TRUE(start("Y.conf"));
    boot_again();
    EXPECT_EQ(counting::state()->once, 0u);
}

TEST_F(Counting, TheLastOneIsNotWrittenAgain)
{
    make("true");
    boot_again();
    ASSERT_TRUE(start("x.conf", {.remember_last = true}));
    boot_again();
    drive.reads.clear();
    ASSERT_TRUE(start("x.conf", {.remember_last = true}));
    EXPECT_EQ(drive.reads, (std::vector<FakeBiosDisk::Read>{}));
}

TEST_F(Counting, SlotsOfEntriesThatAreGoneAreUsedAgain)
{
    make("for i in $(seq 1 25); do mcopy -i $image f ::/loader/entries/e$i+3.conf; done");
    boot_again();
    for (int i = 1; i <= 24; ++i)
        ASSERT_TRUE(start("e" + std::to_string(i) + "+3.conf"));
    expect_error(start("e25+3.conf"), Code::state_slots_full,
                 {.code = {}, .numbers = {24}, .name = "/loader/entries/e25+3.conf"});
    // An entry of that name has never been on the volume.
    make("mcopy -i $image f ::/loader/entries/e25+3.conf", false);
    FatImage image("-F 16 -s 1", 5000);
    image.sh("mmd -i $image ::/loader ::/loader/entries; echo x > f; mcopy -i $image f ::/loader/entries/e25+3.conf");
    image.put(std::string(state_path), file_of(*counting::state(), *counting::state()));
    content = image.on_disk();
    drive.written.clear();
    drive.hold(content);
    boot_again();
    ASSERT_TRUE(start("e25+3.conf"));
    EXPECT_EQ(left("e25+3.conf"), 2u);
}

// What is wrong with the file.

struct StateFile : CountingTest {
    void put(std::vector<std::byte> const& file, std::string const& options = "-F 16 -s 1", unsigned kib = 5000)
    {
        FatImage image(options, kib);
        image.sh("mmd -i $image ::/loader ::/loader/entries");
        image.put(std::string(state_path), file);
        content = image.on_disk();
        drive.bytes_per_sector = sector;
        drive.hold(content);
        boot_again();
    }
    static State numbered(std::uint32_t sequence, std::uint64_t last)
    {
        auto state = state_record::empty();
        state.sequence = sequence;
        state.last = last;
        state.checksum = state_record::checksum_of(state);
        return state;
    }
    void expect_unusable(std::string const& words)
    {
        EXPECT_EQ(counting::state(), nullptr);
        EXPECT_FALSE(counting::can_remember());
        EXPECT_EQ(counting::why_not(), "/loader/farjump.state cannot be used: " + words);
        EXPECT_NE(machine.screen.find(words), std::string::npos) << machine.screen;
    }
    void expect_last(std::uint64_t last, std::string_view note)
    {
        ASSERT_NE(counting::state(), nullptr);
        EXPECT_EQ(counting::state()->last, last);
        EXPECT_NE(machine.screen.find(note), std::string::npos) << machine.screen;
        EXPECT_EQ(machine.screen.empty(), note.empty());
        ASSERT_TRUE(start("x.conf", {.preferred = 77}));
        boot_again();
        EXPECT_EQ(counting::state()->last, last);
        EXPECT_EQ(counting::state()->preferred, 77u);
        EXPECT_EQ(machine.screen, ""); // the write has repaired it
    }
};

TEST_F(StateFile, TheNewerCopyCounts)
{
    put(file_of(numbered(5, 1), numbered(6, 2)));
    expect_last(2, "");
    put(file_of(numbered(7, 1), numbered(6, 2)));
    drive.written.clear();
    boot_again();
    expect_last(1, "");
}

TEST_F(StateFile, ADamagedCopyIsReplaced)
{
    auto damaged = numbered(9, 3);
    damaged.last = 4;
    put(file_of(damaged, numbered(6, 2)));
    expect_last(2, "the first copy is damaged; the second one counts");
}

TEST_F(StateFile, TheOtherCopyToo)
{
    auto damaged = numbered(9, 3);
    damaged.last = 4;
    put(file_of(numbered(6, 2), damaged));
    expect_last(2, "the second copy is damaged; the first one counts");
}

TEST_F(StateFile, AContradictionEnds)
{
    put(file_of(numbered(6, 1), numbered(6, 2)));
    expect_last(1, "the copies contradict each other; the first one counts");
}

TEST_F(StateFile, WithoutAValidCopyItIsNotUsed)
{
    put(file_of({}, {}));
    expect_unusable("both copies are damaged");
}

TEST_F(StateFile, AnotherSizeIsNotUsed)
{
    auto file = file_of(numbered(6, 1), numbered(6, 1));
    file.pop_back();
    put(file);
    expect_unusable("its size is wrong");
}

TEST_F(StateFile, AnUnreadableCopyIsADamagedOne)
{
    put(file_of(numbered(5, 1), numbered(6, 2)));
    drive.bad = {lba_of_copy(0)};
    boot_again();
    ASSERT_NE(counting::state(), nullptr);
    EXPECT_EQ(counting::state()->last, 2u);
    EXPECT_FALSE(start("x.conf", {.preferred = 77}).has_value() && drive.written.size() != 0);
    EXPECT_TRUE(drive.written.empty());
}

// The chain leads to a cluster elsewhere for the sector behind a copy, and for one that does not matter.
TEST_F(StateFile, SectorsBesideACopyMustBeItsOwn)
{
    for (std::uint32_t const cluster_index : {7u, 8u, 9u, 23u, 25u, 15u, 0u}) {
        put(file_of(numbered(6, 1), numbered(6, 1)));
        FatKnife knife(content);
        auto const first = fat_start(state_path);
        auto const elsewhere = first + 100; // free
        auto const cluster = first + cluster_index;
        auto const source = knife.cluster_at(cluster), target = knife.cluster_at(elsewhere);
        std::copy_n(knife.disk.content.begin() + static_cast<std::ptrdiff_t>(source), 512,
                    knife.disk.content.begin() + static_cast<std::ptrdiff_t>(target));
        knife.set_fat(elsewhere, cluster + 1);
        if (cluster_index == 0)
            knife.set_first_cluster("FARJUM~1STA", elsewhere);
        else
            knife.set_fat(cluster - 1, elsewhere);
        content = knife.disk.content;
        boot_again();
        bool const matters = cluster_index != 15 && cluster_index != 0;
        ASSERT_EQ(counting::state() == nullptr, matters) << cluster_index;
        if (matters)
            expect_unusable("its sectors are not beside each other");
    }
}

TEST_F(StateFile, LargeSectors)
{
    sector = 4096;
    make("mcopy -i $image f ::/loader/entries/x+3.conf", true, "-F 16 -S 4096 -s 1", 40000);
    for (std::uint32_t tries = 3; tries > 0; --tries) {
        boot_again();
        ASSERT_EQ(left("x+3.conf"), tries);
        ASSERT_TRUE(start("x+3.conf"));
        ASSERT_EQ(boot->counted.sector_bytes, 4096u);
    }
    mark_good();
    boot_again();
    EXPECT_EQ(left("x+3.conf"), unlimited);
    EXPECT_EQ(written(), (std::vector<std::uint64_t>{lba_of_copy(0), lba_of_copy(1)}));
    for (auto const lba : written()) { // all behind the record is as it was
        auto const before = Bytes(content).subspan(static_cast<std::size_t>(lba * sector), sector).subspan(512);
        EXPECT_TRUE(std::ranges::equal(sector_now(lba).subspan(512), before));
    }
}

// A volume with sectors of 512 bytes on a drive with sectors of 4096.
TEST_F(StateFile, CopiesThatDoNotFillASectorAreNotUsed)
{
    sector = 4096;
    put(file_of(numbered(6, 1), numbered(6, 1)), "-F 16 -s 1 -R 3");
    expect_unusable("its copies do not begin at a sector's start");
}

} // namespace
