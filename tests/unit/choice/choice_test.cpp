// SPDX-License-Identifier: BSD-2-Clause
// Tests the choice as a whole, on a volume without counters: which entry it sets, when the menu opens, and what a person
// chooses there.
#include "stage2/choice/choice.hpp"

#include "stage2/boot.hpp"
#include "stage2/talk/boot_log.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/tick_count.hpp"
#include "tests/unit/choice/fake_screen.hpp"
#include "tests/unit/fat_image.hpp"
#include "tests/unit/memory_volume.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>

namespace {

using choice::Cause;
using errors::Code;

constexpr std::uint16_t enter = 0x1C0D, escape = 0x011B, up = 0x4800, down = 0x5000, end = 0x4F00, home = 0x4700;
constexpr std::uint32_t most_ticks = 100 * TickCount::per_second;

struct StillWaits {};

struct ChoiceTest : testing::Test {
    ChoiceTest()
    {
        boot.workspace = workspace.get();
        boot.volume = &volume;
        boot.disk.partition = &partition;
        boot.memory.add(1_MiB, 31_MiB, MemoryKind::usable);
        console::open();
        machine.on_interrupt(0x16, [this](bios::Registers const& input) { return serve(input); });
    }

    // A keyboard on which the next key is pressed a while after the one before; and a clock.
    bios::Registers serve(bios::Registers const& input)
    {
        auto reply = wreckage();
        if (input.ah() == 0) {
            reply.eax = keys.front();
            keys.pop_front();
            return reply;
        }
        machine.put(bios::ticks, Le32{++tick});
        if (tick > most_ticks)
            throw StillWaits{};
        bool const pressed = !keys.empty() && tick % 8 == 0;
        reply.flags = pressed ? 0 : 0x40;
        reply.eax = pressed ? keys.front() : 0xDEADBEEF;
        return reply;
    }
    void press(std::initializer_list<std::uint16_t> more) { keys.insert(keys.end(), more); }
    void type(std::string_view words)
    {
        for (char const character : words)
            keys.push_back(static_cast<std::uint8_t>(character));
    }

    void entry(std::string const& name, std::string const& more = "")
    {
        volume.put("/loader/entries/" + name + ".conf", "kernel /boot/" + name + "\n" + more);
        volume.put("/boot/" + name, "a kernel");
    }
    void broken(std::string const& name) { volume.put("/loader/entries/" + name + ".conf", "title " + name + "\n"); }
    void conf(std::string const& text) { volume.put("/loader/loader.conf", text); }

    Result<void> choose(Cause cause = Cause::counting)
    {
        tick = 0;
        TRY(boot_choice::read_conf(volume, workspace->entries));
        return choice::choose(boot, cause);
    }
    void expect_chosen(std::string const& name, Cause cause = Cause::counting)
    {
        auto const chosen = choose(cause);
        ASSERT_TRUE(chosen) << std::to_underlying(chosen.error()->code) << ' ' << chosen.error()->name;
        EXPECT_EQ(boot.entry.entry_path, "/loader/entries/" + name + ".conf");
        EXPECT_EQ(boot.entry.kernel.value, "/boot/" + name);
    }
    // What a kernel gets as its command line, a comma behind each line `options`.
    std::string options() const
    {
        std::string words;
        for (auto const& setting : boot.entry.settings)
            if (setting.has(boot_entry::options))
                words += std::string(setting.value) + ',';
        return words;
    }
    std::uint32_t seconds() const { return tick / TickCount::per_second; }
    bool menu_was_shown() const { return tick != 0; } // it looks for keys
    static bool has_said(std::string_view words) { return boot_log::text().contains(words); }

    FakeMachine machine{32_MiB, std::byte{0xA5}};
    FakeScreen screen{machine, 80, 25};
    MemoryVolume volume;
    Partition partition{};
    std::unique_ptr<Workspace> workspace = std::make_unique<Workspace>();
    Boot boot{0x80};
    std::deque<std::uint16_t> keys;
    std::uint32_t tick = 0;
};

TEST_F(ChoiceTest, WithoutAReasonForTheMenuTheDefaultIsSetAtOnce)
{
    entry("a", "options one\noptions two\n");
    entry("b");
    conf("default a\n");
    expect_chosen("a");
    EXPECT_EQ(options(), "one,two,");
    EXPECT_FALSE(menu_was_shown());
    EXPECT_EQ(boot.counted.sector_bytes, 0u);
}

TEST_F(ChoiceTest, WithoutEntriesTheDefaultKernelIsSet)
{
    volume.put("/boot/kernel.elf", "a kernel");
    ASSERT_TRUE(choose());
    EXPECT_EQ(boot.entry.entry_path, "");
    EXPECT_EQ(boot.entry.kernel.value, "/boot/kernel.elf");
}

TEST_F(ChoiceTest, AnEntryWithoutItsKernelIsNotStarted)
{
    entry("a");
    entry("b");
    entry("c");
    volume.remove("/boot/c");
    volume.remove("/boot/b");
    press({enter});
    expect_chosen("a", Cause::broken_entry);
    EXPECT_TRUE(has_said("/boot/c is not on the volume")) << boot_log::text();
    EXPECT_TRUE(has_said("/boot/b is not on the volume"));
}

TEST_F(ChoiceTest, ADefaultWithoutItsKernelLeavesTheChoiceToAPerson)
{
    entry("a");
    entry("c");
    volume.remove("/boot/c");
    conf("default c\n");
    EXPECT_THROW(static_cast<void>(choose(Cause::broken_entry)), StillWaits);
    EXPECT_TRUE(screen.has("c.conf cannot be booted"));
    press({enter, down, enter}); // Enter does not boot the broken one
    expect_chosen("a", Cause::broken_entry);
}

TEST_F(ChoiceTest, ABrokenEntryGetsNoCountdownAndIsNotRemembered)
{
    entry("a");
    entry("c");
    volume.remove("/boot/c");
    conf("default c\n");
    for (char const key : {'t', '+', 'T', '-', 'd', 'o'}) {
        press({static_cast<std::uint16_t>(key)});
        EXPECT_THROW(static_cast<void>(choose(Cause::broken_entry)), StillWaits) << key;
        EXPECT_TRUE(screen.has("this entry cannot be booted: i shows all about it")) << key;
    }
    press({down, 't'}); // and one that can be booted is booted
    expect_chosen("a", Cause::broken_entry);
}

TEST_F(ChoiceTest, ADefaultWithoutItsKernelIsAnErrorWithoutAMenu)
{
    entry("a");
    entry("c");
    volume.remove("/boot/c");
    conf("default c\ntimeout menu-disabled\n");
    expect_failure(choose(Cause::broken_entry), Code::no_entry_to_start, {}, "c.conf cannot be booted");
}

TEST_F(ChoiceTest, WhereAllKernelsAreMissingTheFirstErrorIsReported)
{
    entry("a");
    entry("b");
    volume.remove("/boot/a");
    volume.remove("/boot/b");
    expect_failure(choose(Cause::broken_entry), Code::file_not_found, {}, "/boot/b");
}

// `chain` may name something else than a file.
TEST_F(ChoiceTest, WhatIsNoFileNeedNotExist)
{
    volume.put("/loader/entries/a.conf", "chain drive 81h\n");
    ASSERT_TRUE(choose());
    EXPECT_EQ(boot.entry.kernel.key, "chain");
    EXPECT_EQ(boot.entry.kernel.value, "drive 81h");
}

TEST_F(ChoiceTest, WhereAllEntriesAreBrokenTheFirstErrorIsReported)
{
    broken("a");
    volume.put("/loader/entries/b.conf", "kernel /k\nkernel /k\n");
    expect_failure(choose(), Code::entry_without_kernel, {}, "/loader/entries/a.conf");
    EXPECT_TRUE(has_said("/loader/entries/b.conf, line 2"));
}

TEST_F(ChoiceTest, OnlyEntriesForOtherMachinesAreAnError)
{
    entry("board", "architecture aa64\n");
    volume.put("/boot/kernel.elf", "a kernel");
    expect_failure(choose(Cause::broken_entry), Code::entry_other_architecture, {},
                   "/loader/entries/board.conf is for the architecture aa64, and this PC is x64");
}

TEST_F(ChoiceTest, ADamagedDirectoryIsNotedAndTheRestIsUsed)
{
    entry("a");
    entry("b");
    volume.directory_ends_after = 1;
    expect_chosen("a");
    EXPECT_TRUE(has_said("sector not found"));
    volume.directory_ends_after = 0;
    EXPECT_EQ(choose().error()->code, Code::disk_read_failed);
}

TEST_F(ChoiceTest, WithoutMemoryForTheListThereIsNoChoice)
{
    entry("a");
    boot.memory.clear();
    auto const chosen = choose();
    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error()->code, Code::out_of_memory);
}

// When the menu opens, and for how long.

TEST_F(ChoiceTest, TheCountdownBootsTheDefault)
{
    entry("a");
    entry("b");
    conf("default a\ntimeout 3\n");
    expect_chosen("a", Cause::timeout);
    EXPECT_GE(seconds(), 2u);
    EXPECT_LE(seconds(), 4u);
    EXPECT_TRUE(has_said("the menu's time is over"));
}

TEST_F(ChoiceTest, TheLongestTimeoutIsLong)
{
    entry("a");
    for (auto const* const seconds : {"999999999", "238609295", "477218589"}) { // * 18 exceeds 32 bits
        volume.remove("/loader/loader.conf");
        conf(std::string("timeout ") + seconds + "\n");
        EXPECT_THROW(static_cast<void>(choose(Cause::timeout)), StillWaits) << seconds;
    }
}

TEST_F(ChoiceTest, AForcedMenuWaits)
{
    entry("a");
    conf("timeout menu-force\n");
    EXPECT_THROW(static_cast<void>(choose(Cause::timeout)), StillWaits);
}

TEST_F(ChoiceTest, AllCausesOpenItForTenSeconds)
{
    entry("a");
    for (auto const cause : {Cause::key, Cause::serial, Cause::reset}) {
        expect_chosen("a", cause);
        EXPECT_GE(seconds(), 9u);
        EXPECT_LE(seconds(), 11u);
    }
    EXPECT_TRUE(has_said("this PC was reset seconds after the last kernel had started"));
}

TEST_F(ChoiceTest, ADisabledMenuNeverOpens)
{
    entry("a");
    conf("timeout menu-disabled\n");
    for (auto const cause :
         {Cause::counting, Cause::timeout, Cause::key, Cause::serial, Cause::broken_entry, Cause::reset}) {
        expect_chosen("a", cause);
        EXPECT_FALSE(menu_was_shown());
    }
}

// In the menu.

TEST_F(ChoiceTest, APersonChooses)
{
    entry("a");
    entry("b");
    entry("c");
    press({down, enter});
    expect_chosen("b", Cause::key);
    EXPECT_TRUE(has_said("chosen in the menu"));
    press({down, down, down, up, home, end, enter});
    expect_chosen("a", Cause::key);
    type("j");
    type("k");
    press({enter});
    expect_chosen("c", Cause::key);
    type("2");
    press({enter});
    expect_chosen("b", Cause::key);
}

TEST_F(ChoiceTest, OnlyEnterBoots)
{
    entry("a");
    conf("timeout 5\n");
    constexpr std::uint16_t right = 0x4D00, f10 = 0x4400, tab = 0x0F09;
    for (auto const key : {escape, right, f10, tab, std::uint16_t{' '}}) {
        keys = {key};
        EXPECT_THROW(static_cast<void>(choose(Cause::timeout)), StillWaits); // and the countdown has ended
    }
}

TEST_F(ChoiceTest, EditedOptionsReplaceTheEntrys)
{
    entry("a", "options one two\noptions three\nmodule /boot/a\n");
    type("e");
    type(" four");
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one two three four,");
    EXPECT_EQ(std::ranges::count_if(boot.entry.settings, boot_entry::names_file), 1);

    type("e\x15"); // Ctrl-U
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "");

    type("e four");
    press({escape, enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one two,three,");
}

TEST_F(ChoiceTest, NAndSAreForThisBoot)
{
    entry("a", "options one\n");
    type("ns");
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one,nokaslr,");
    ASSERT_TRUE(boot.entry.screen);
    EXPECT_FALSE(boot.entry.screen->graphics);

    type("nsns");
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one,");
    EXPECT_FALSE(boot.entry.screen);

    type("ne two");
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one two,nokaslr,");
}

TEST_F(ChoiceTest, EditorNoForbidsToChangeTheOptions)
{
    entry("a", "options one\n");
    conf("editor no\n");
    type("ne nokaslr");
    press({enter});
    expect_chosen("a", Cause::key);
    EXPECT_EQ(options(), "one,");
}

TEST_F(ChoiceTest, ThePagerReachesTheEndOfLongLines)
{
    std::string words;
    for (int i = 0; i < 500; ++i)
        words += "word" + std::to_string(i) + ' ';
    entry("a", "options " + words + "last\n");
    type("i");
    press({end});
    EXPECT_THROW(static_cast<void>(choose(Cause::key)), StillWaits);
    EXPECT_TRUE(screen.has("last")) << screen.line(3);
}

} // namespace
