// SPDX-License-Identifier: BSD-2-Clause
// Tests entries by their file names: the longest ones that FAT allows, names that are no entries, files that cannot be
// opened.
#include "tests/unit/boot_choice_setup.hpp"
#include "tests/unit/fat_directory_bytes.hpp"

namespace {

using errors::Code;

// A name that the desk's file systems do not take, given to a file on the volume: by hand, over the entries of others.
struct BootEntryNamesTest : BootChoiceTest {
    static constexpr std::size_t most_parts = 20;

    void mount_with(std::u16string name, std::string const& text = "kernel /boot/long\n")
    {
        put("/text", text);
        image.sh("mdeltree -i $image ::/loader 2> /dev/null || true; mmd -i $image ::/loader ::/loader/entries;"
                 "for name in $(seq -f PART%g 1 20) LONG.CON; do"
                 "    mcopy -i $image $files/text ::/loader/entries/$name; done");
        mount();
        std::string const raw_name = "LONG    CON";
        auto const parts = (name.size() + 12) / 13;
        if (name.size() % 13 != 0)
            name += u'\0';
        for (auto order = parts; order > 0; --order) {
            auto raw = "PART" + std::to_string(most_parts + 1 - order);
            raw.resize(11, ' ');
            disk->put(disk->entry_at(raw), long_entry(static_cast<int>(order == parts ? 0x40 | order : order),
                                                      name.substr((order - 1) * 13, 13), checksum_of(raw_name)));
        }
    }
};

std::string repeated(std::string const& character, int times)
{
    std::string name;
    for (int i = 0; i < times; ++i)
        name += character;
    return name;
}

// 150 Chinese characters are 450 bytes; 255 UTF-16 units are the most that a name may have.
TEST_F(BootEntryNamesTest, ALongNameIsBootedAsAShortOneIs)
{
    struct {
        std::u16string name;
        std::string utf8;
    } const names[] = {
        {std::u16string(150, u'名'), repeated("名", 150)},
        {std::u16string(250, u'名'), repeated("名", 250)},
        {std::u16string(250, u'n'), repeated("n", 250)},
    };
    for (auto const& [name, utf8] : names)
        for (auto const& wanted : {std::string(), utf8, utf8 + ".conf", std::string("*")}) {
            SCOPED_TRACE(utf8.substr(0, 3) + ", default " + wanted);
            put("/loader/loader.conf", wanted.empty() ? "timeout 3\n" : "default " + wanted + "\n");
            mount_with(name + u".conf");
            auto const choice = choose_mounted();
            ASSERT_TRUE(choice) << std::to_underlying(choice.error()->code) << ' ' << choice.error()->name;
            EXPECT_EQ(choice->entry_path, "/loader/entries/" + utf8 + ".conf");
            EXPECT_EQ(choice->kernel.value, "/boot/long");
        }
    EXPECT_EQ(machine.screen, "");
}

TEST_F(BootEntryNamesTest, ALongNameMayHaveACounter)
{
    put("/loader/loader.conf", "default " + repeated("名", 246) + ".c*\n");
    mount_with(std::u16string(246, u'名') + u"+3-1.conf");
    auto const choice = choose_mounted();
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->kernel.value, "/boot/long");
}

TEST_F(BootEntryNamesTest, AReasonIsToldWhateverTheName)
{
    mount_with(std::u16string(250, u'名') + u".conf", "title no kernel\n");
    expect_failure(choose_mounted(), Code::entry_without_kernel, {},
                   "/loader/entries/" + repeated("名", 250) + ".conf");
    EXPECT_TRUE(screen_has("名.conf names no kernel")) << machine.screen;
}

TEST_F(BootEntryNamesTest, NamesThatBeginWithADotAreNoEntries)
{
    std::string const apple_double("\0\5\x16\7\0\2\0\0Mac OS X        ", 24);
    put("/loader/entries/._good.conf", apple_double);
    put("/loader/entries/.hidden.conf", "kernel /boot/hidden\nsort-key a\n");
    expect_default_kernel();
    EXPECT_EQ(machine.screen, "");
    entry("good.conf");
    expect_entry("good.conf");
    EXPECT_EQ(machine.screen, "");
}

// The specification does not know FAT's attributes; to hide a file from Windows' Explorer is not to remove it.
TEST_F(BootEntryNamesTest, AttributesDoNotMatter)
{
    entry("hidden.conf");
    ASSERT_TRUE(choose());
    image.sh("mattrib +h +r +s -i $image ::/loader/entries/hidden.conf");
    std::filesystem::remove_all(image.files() + "/loader");
    expect_entry("hidden.conf");
}

// Of a file that cannot be opened the directory knows nothing; another kernel may be booted then, but not in silence.
struct UnopenedEntry : BootChoiceTest {
    Result<boot_choice::Choice> choose_without(std::string const& raw_name)
    {
        mount();
        disk->set_first_cluster(raw_name, disk->last_cluster() + 1);
        return choose_mounted();
    }
};

TEST_F(UnopenedEntry, IsTold)
{
    entry("a.conf");
    entry("broken.conf");
    auto const choice = choose_without("BROKEN~1CON");
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->entry_path, "/loader/entries/a.conf");
    EXPECT_TRUE(screen_has("/loader/entries/broken.conf")) << machine.screen;
    EXPECT_TRUE(screen_has("cluster")) << machine.screen;
}

TEST_F(UnopenedEntry, IsAnErrorWhereItIsTheOnlyOne)
{
    entry("broken.conf");
    auto const choice = choose_without("BROKEN~1CON");
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error()->code, Code::first_cluster_invalid);
    EXPECT_EQ(choice.error()->name, "/loader/entries/broken.conf");
}

TEST_F(BootChoiceTest, RefusesWhereEveryEntryIsForAnotherArchitecture)
{
    entry("board.conf", "architecture aa64\n");
    expect_failure(choose(), Code::entry_other_architecture, {},
                   "/loader/entries/board.conf is for the architecture aa64, and this PC is x64");
    put("/loader/entries/broken.conf", "");
    image.sh("mdeltree -i $image ::/loader 2> /dev/null || true");
    auto const choice = choose();
    ASSERT_FALSE(choice);
    EXPECT_TRUE(screen_has("/loader/entries/broken.conf names no kernel"));
}

} // namespace
