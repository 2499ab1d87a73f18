// SPDX-License-Identifier: BSD-2-Clause
// Tests which entry is booted, by name, by pattern and by order, and the notes about entries that cannot be booted.
#include "tests/unit/boot_choice_setup.hpp"

namespace {

using errors::Code;

TEST_F(BootChoiceTest, TakesTheDefaultKernelWhereThereIsNothing)
{
    auto const choice = choose();
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->entry_path, "");
    EXPECT_EQ(choice->kernel.value, "/boot/kernel.elf");
    EXPECT_TRUE(choice->settings.empty());
    EXPECT_EQ(machine.screen, "");
}

TEST_F(BootChoiceTest, TakesTheDefaultKernelWhereNoFileIsAnEntry)
{
    put("/loader/entries/readme.txt", "kernel /boot/readme");
    put("/loader/entries/.conf", "kernel /boot/nameless");
    put("/loader/entries/directory.conf/x", "");
    put("/loader/loader.conf", "timeout 3\n");
    auto const choice = choose();
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->kernel.value, "/boot/kernel.elf");
}

TEST_F(BootChoiceTest, TakesTheEntryThatIsNamed)
{
    entry("a.conf");
    entry("b.conf");
    entry("broken.conf", "linux /vmlinuz\n");
    for (auto const* const name : {"b", "b.conf", "B.CONF"}) {
        put("/loader/loader.conf", std::string("default ") + name + "\n");
        image.sh("mdeltree -i $image ::/loader 2> /dev/null || true");
        auto const choice = choose();
        ASSERT_TRUE(choice);
        EXPECT_EQ(choice->kernel.value, "/boot/b.conf");
    }
    EXPECT_EQ(machine.screen, ""); // the others were not even looked at
}

TEST_F(BootChoiceTest, TakesTheFirstThatFitsAPattern)
{
    put("/loader/loader.conf", "default arch-*\n");
    entry("zebra.conf", "version 9\n");
    entry("arch-1.conf", "version 1\n");
    entry("arch-2.conf", "version 2\n");
    expect_entry("arch-2.conf");
}

TEST_F(BootChoiceTest, TakesTheFirstInOrderWhereNoneIsNamed)
{
    entry("system-6.9.conf", "sort-key s\nversion 6.9\n");
    entry("system-6.10.conf", "sort-key s\nversion 6.10\n");
    entry("a-without-key.conf", "version 99\n");
    entry("z-last-key.conf", "sort-key z\nversion 99\n");
    expect_entry("system-6.10.conf");
}

TEST_F(BootChoiceTest, PassesOverEntriesOfOtherMachines)
{
    entry("arm.conf", "architecture aa64\nversion 9\n");
    entry("pc.conf", "architecture x64\nversion 1\n");
    expect_entry("pc.conf");
}

TEST_F(BootChoiceTest, FindsTheBestOfHundreds)
{
    for (int i = 0; i < 300; ++i)
        entry("an-entry-with-a-long-name-" + std::to_string(i) + ".conf",
              "sort-key x\nversion " + std::to_string(i * 7 % 300) + "\n");
    expect_entry("an-entry-with-a-long-name-257.conf"); // 257 * 7 = 5 * 300 + 299
}

TEST_F(BootChoiceTest, GivesTheOptions)
{
    entry("a.conf", "options one two\noptions three\n");
    auto const choice = choose();
    ASSERT_TRUE(choice);
    EXPECT_TRUE(std::ranges::equal(choice->settings, std::array<std::string_view, 2>{"one two", "three"}, {},
                                   &boot_entry::Setting::value));
}

TEST_F(BootChoiceTest, TellsOfBrokenEntriesAndPassesThemOver)
{
    put("/loader/entries/twice.conf", "title Linux\nlinux /vmlinuz\nlinux /other\n");
    put("/loader/entries/empty.conf", "");
    put("/loader/entries/relative.conf", "kernel boot/kernel\n");
    put("/loader/entries/large.conf", std::string(70000, '#'));
    entry("good.conf");
    expect_entry("good.conf");
    EXPECT_TRUE(screen_has("/loader/entries/twice.conf, line 3, column 1: this key was given before"))
        << machine.screen;
    EXPECT_TRUE(screen_has("/loader/entries/empty.conf names no kernel"));
    EXPECT_TRUE(screen_has("/loader/entries/relative.conf, line 1, column 8: a path must start with /"));
    EXPECT_TRUE(screen_has("/loader/entries/large.conf has 70,000 bytes; 69,632 are read at most"));
}

TEST_F(BootChoiceTest, FailsWithTheFirstFaultWhereAllAreBroken)
{
    for (int round = 0; round < 2; ++round) { // and says the same when it is asked again
        put("/loader/entries/one.conf", "linux /a\nchain /b\n");
        put("/loader/entries/two.conf", "title no kernel\n");
        image.sh("mdeltree -i $image ::/loader 2> /dev/null || true");
        auto const choice = choose();
        ASSERT_FALSE(choice);
        bool const repeated_first = choice.error()->code == Code::entry_key_repeated;
        EXPECT_TRUE(repeated_first || choice.error()->code == Code::entry_without_kernel);
        EXPECT_EQ(choice.error()->name, repeated_first ? "/loader/entries/one.conf" : "/loader/entries/two.conf");
    }
}

TEST_F(BootChoiceTest, FailsWhereTheNamedEntryIsBroken)
{
    put("/loader/loader.conf", "default bad\n");
    put("/loader/entries/bad.conf", "title no kernel\n");
    entry("good.conf");
    expect_failure(choose(), Code::entry_without_kernel, {}, "/loader/entries/bad.conf");
}

TEST_F(BootChoiceTest, FailsWhereTheDefaultIsMissing)
{
    entry("a.conf");
    for (auto const* const name : {"b", "b*"}) {
        put("/loader/loader.conf", std::string("default ") + name + "\n");
        image.sh("mdeltree -i $image ::/loader 2> /dev/null || true");
        expect_failure(choose(), Code::default_entry_missing, {}, name);
    }
}

TEST_F(BootChoiceTest, FailsWhereLoaderConfCannotBeRead)
{
    entry("a.conf");
    put("/loader/loader.conf", std::string(5000, '\n'));
    expect_failure(choose(), Code::entry_file_too_large, {5000, 4096}, "/loader/loader.conf");
}

TEST_F(BootChoiceTest, PassesOnWhatTheDiskSays)
{
    entry("a.conf");
    ASSERT_TRUE(choose());
    auto const text = disk->disk.content;
    auto const at = std::string_view(reinterpret_cast<char const*>(text.data()), text.size()).find("title a.conf");
    disk->disk.bad_sectors.insert(at / sector_size);
    auto const choice = choose_mounted();
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error()->code, Code::disk_read_failed);
    EXPECT_EQ(choice.error()->numbers[1], at / sector_size);
}

} // namespace
