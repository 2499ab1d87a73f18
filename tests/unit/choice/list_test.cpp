// SPDX-License-Identifier: BSD-2-Clause
// Tests the list of boot entries: its order, the titles that are not unique, and what does not fit or cannot be read.
#include "stage2/choice/list.hpp"

#include "stage2/talk/error_text.hpp"
#include "tests/unit/choice/entries.hpp"

namespace {

using choice::List;
using errors::Code;
using Names = std::vector<std::string>;

struct ListTest : EntriesTest {};

TEST_F(ListTest, HasGoodEntriesThenThoseWithTriesThenExhaustedThenBrokenOnes)
{
    broken("a-broken");
    entry("b+0-3");
    entry("c+2-1");
    entry("d");
    entry("c");
    entry("c+1-2");
    entry("z+0");
    read();
    EXPECT_EQ(names(), (Names{"d", "c", "c+2-1", "c+1-2", "z+0", "b+0-3", "a-broken"}));
    EXPECT_TRUE(list->items()[6].is_broken());
    EXPECT_FALSE(list->items()[6].can_start());
    EXPECT_TRUE(list->items()[5].is_exhausted());
    EXPECT_FALSE(list->items()[5].can_start());
    EXPECT_TRUE(list->items()[2].is_counted() && list->items()[2].can_start());
    EXPECT_FALSE(list->items()[0].is_counted());
}

TEST_F(ListTest, FollowsSortKeyAndVersion)
{
    entry("one", "sort-key b\nversion 6.9\n");
    entry("two", "sort-key b\nversion 6.10\n");
    entry("three", "sort-key a\nversion 1\n");
    entry("without");
    read();
    EXPECT_EQ(names(), (Names{"three", "two", "one", "without"}));
}

// An entry can be exhausted by the state file, too.
TEST_F(ListTest, PutsEntriesBehindThatHaveNoTriesInTheState)
{
    entry("b");
    entry("a");
    read();
    ASSERT_EQ(names(), (Names{"b", "a"}));
    list->items()[0].tries_left = 0;
    choice::sort(list->items());
    EXPECT_EQ(names(), (Names{"a", "b"}));
    EXPECT_TRUE(list->items()[1].is_exhausted());
}

TEST_F(ListTest, KeepsTheTextsOfAllEntries)
{
    for (int i = 0; i < 50; ++i) {
        auto const digits = std::to_string(100 + i);
        entry("e" + digits, "title Title " + digits + "\nversion " + digits + "\n");
    }
    read();
    ASSERT_EQ(list->items().size(), 50u);
    for (int i = 0; i < 50; ++i) {
        auto const digits = std::to_string(149 - i);
        auto const& item = list->items()[static_cast<std::size_t>(i)];
        EXPECT_EQ(item.heading.title, "Title " + digits);
        EXPECT_EQ(item.heading.version, digits);
        EXPECT_EQ(item.heading.file_name, "e" + digits + ".conf");
        EXPECT_EQ(item.file.path, "/loader/entries/e" + digits + ".conf");
        EXPECT_EQ(item.kernel.key, "kernel");
        EXPECT_EQ(item.kernel.value, "/boot/e" + digits);
    }
}

TEST_F(ListTest, SaysWhyAnEntryIsBroken)
{
    entry("good");
    broken("bad");
    read();
    auto const& item = list->items()[1];
    EXPECT_EQ(item.problem, "/loader/entries/bad.conf names no kernel for a BIOS");
    EXPECT_EQ(item.heading.title, "bad.conf");
    ASSERT_TRUE(list->first_error());
    EXPECT_EQ(list->first_error()->code, Code::entry_without_kernel);
    EXPECT_EQ(list->first_error()->name, "/loader/entries/bad.conf");
}

TEST_F(ListTest, TheFirstErrorIsThatOfTheFirstFile)
{
    volume.put("/loader/entries/one.conf", "kernel /k\nkernel /k\n");
    broken("two");
    read();
    EXPECT_EQ(list->first_error()->code, Code::entry_key_repeated);
    EXPECT_EQ(list->first_error()->name, "/loader/entries/one.conf");
    volume.files.clear();
    entry("good");
    read();
    EXPECT_FALSE(list->first_error()); // and is forgotten
}

TEST_F(ListTest, AProblemCanBeSetLater)
{
    entry("a");
    read();
    ASSERT_FALSE(list->items()[0].is_broken());
    std::string path = "/boot/a";
    list->set_problem(list->items()[0], Error{.code = Code::file_not_found, .name = path});
    auto const expected = std::string(error_text::why(Error{.code = Code::file_not_found, .name = path}).view());
    path = "XXXXXXX";
    EXPECT_EQ(list->items()[0].problem, expected);
    EXPECT_EQ(list->first_error()->code, Code::file_not_found);
}

TEST_F(ListTest, ShowsVersionAndFileNameOnlyWhereTitlesAreEqual)
{
    entry("a", "title Same\nversion 1\n");
    entry("b", "title Same\nversion 2\n");
    entry("c", "title Twin\nversion 7\n");
    entry("d", "title Twin\nversion 7\n");
    entry("e", "title Other\nversion 1\n");
    entry("f", "title Bare\n");
    entry("g", "title Bare\n");
    entry("h", "title Same\nversion 2\n");
    read();
    auto const shows = [&](std::string_view name) {
        auto const& item = list->items()[place_of(name)];
        return std::pair{item.shows_version, item.shows_file_name};
    };
    EXPECT_EQ(shows("a"), (std::pair{true, false}));
    EXPECT_EQ(shows("b"), (std::pair{true, true}));
    EXPECT_EQ(shows("h"), (std::pair{true, true}));
    EXPECT_EQ(shows("c"), (std::pair{true, true}));
    EXPECT_EQ(shows("d"), (std::pair{true, true}));
    EXPECT_EQ(shows("e"), (std::pair{false, false}));
    EXPECT_EQ(shows("f"), (std::pair{true, true}));
    EXPECT_EQ(shows("g"), (std::pair{true, true}));
}

TEST_F(ListTest, WithoutEntriesHasTheDefaultKernel)
{
    volume.put("/boot/kernel.elf", "");
    read();
    ASSERT_EQ(list->items().size(), 1u);
    auto const& item = list->items()[0];
    EXPECT_EQ(item.file.path, "");
    EXPECT_EQ(item.kernel.key, "kernel");
    EXPECT_EQ(item.kernel.value, "/boot/kernel.elf");
    EXPECT_EQ(item.heading.title, "/boot/kernel.elf");
    EXPECT_TRUE(item.can_start());
    EXPECT_FALSE(item.is_counted());
}

TEST_F(ListTest, LeavesOutEntriesForOtherMachines)
{
    entry("arm", "architecture aa64\n");
    entry("pc", "architecture x64\n");
    read();
    EXPECT_EQ(names(), Names{"pc"});
    EXPECT_EQ(list->left_out(), 0u);
    EXPECT_FALSE(list->first_error());
}

// As without a menu: the default kernel is not booted, because there are entries.
TEST_F(ListTest, OnlyEntriesForOtherMachinesAreAnErrorInWords)
{
    entry("arm", "architecture aa64\n");
    read();
    EXPECT_TRUE(list->items().empty());
    ASSERT_TRUE(list->first_error());
    EXPECT_EQ(list->first_error()->code, Code::entry_other_architecture);
    EXPECT_EQ(
        error_text::why(*list->first_error()).view(),
        error_text::why(Error{.code = Code::entry_other_architecture,
                              .name = "/loader/entries/arm.conf is for the architecture aa64, and this PC is x64"})
            .view());
}

TEST_F(ListTest, CountsWhatItHasNoItemsFor)
{
    for (std::size_t i = 0; i < List::most_items + 7; ++i)
        entry("e" + std::to_string(10'000 + i));
    read();
    EXPECT_EQ(list->items().size(), List::most_items);
    EXPECT_EQ(list->left_out(), 7u);
    EXPECT_EQ(names().front(), "e11023"); // those that are left out are the last ones of the directory
}

TEST_F(ListTest, CountsWhatItHasNoMemoryForTextsFor)
{
    std::string const title(10'000, 't');
    for (int i = 0; i < 30; ++i)
        entry("e" + std::to_string(i), "title " + title + "\n");
    read();
    EXPECT_EQ(list->items().size(), List::room_for_texts / (title.size() + 20));
    EXPECT_EQ(list->left_out(), 30 - list->items().size());
    for (auto const& item : list->items())
        EXPECT_EQ(item.heading.title, title);
    auto& item = list->items()[0];
    for (int i = 0; i < 100; ++i)
        list->set_problem(item, Error{.code = Code::file_not_found, .name = std::string_view(title).substr(0, 150)});
    EXPECT_TRUE(item.is_broken());
}

TEST_F(ListTest, OfADamagedDirectoryHasTheBeginning)
{
    entry("a");
    entry("b");
    entry("c");
    volume.directory_ends_after = 2;
    read();
    EXPECT_EQ(names(), (Names{"b", "a"}));
    ASSERT_TRUE(list->damage());
    EXPECT_EQ(list->damage()->code, Code::disk_read_failed);
    volume.directory_ends_after = 0;
    read();
    EXPECT_TRUE(list->items().empty()); // the default kernel is not meant
    volume.directory_ends_after.reset();
    read();
    EXPECT_FALSE(list->damage());
    EXPECT_EQ(list->items().size(), 3u);
}

TEST_F(ListTest, AnUnreadableEntryIsABrokenOne)
{
    entry("a");
    entry("b");
    volume.unreadable["/loader/entries/b.conf"] = Code::disk_read_failed;
    read();
    EXPECT_EQ(names(), (Names{"a", "b"}));
    EXPECT_TRUE(list->items()[1].is_broken());
}

} // namespace
