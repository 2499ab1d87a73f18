// SPDX-License-Identifier: BSD-2-Clause
// Tests what the menu shows, on pages of all sizes.
#include "stage2/choice/menu/layout.hpp"

#include "include/version.hpp"
#include "tests/unit/choice/menu/model_setup.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using menu::Key, menu::Model, menu::Page;

constexpr std::pair<std::uint32_t, std::uint32_t> sizes[] = {{80, 25}, {80, 24}, {40, 25}, {40, 12}, {80, 10},
                                                             {80, 9},  {20, 5},  {20, 25}, {20, 3},  {80, 1}};

// A line without the blanks behind it.
std::string line(Page const& page, std::uint32_t row)
{
    std::string words(page.text(row));
    while (words.ends_with(' '))
        words.pop_back();
    return words;
}

std::string all(Page const& page)
{
    std::string words;
    for (std::uint32_t row = 0; row < page.rows(); ++row)
        words += line(page, row) + '\n';
    return words;
}

// The one reversed line is the selected entry's, and the cursor is on it.
void expect_selected_is_shown(MenuModel const& menu, Page const& page)
{
    int reversed = 0;
    for (std::uint32_t row = 0; row < page.rows(); ++row) {
        if (!page.line(row).reversed)
            continue;
        ++reversed;
        auto const title = choice::title_of(menu.model.item());
        EXPECT_TRUE(page.text(row).starts_with(("> " + std::string(title.view())).substr(0, page.columns())))
            << line(page, row);
        EXPECT_EQ(page.cursor_row, row);
    }
    EXPECT_EQ(reversed, page.rows() > 2 ? 1 : 0);
    EXPECT_LT(page.cursor_row, page.rows());
    EXPECT_LT(page.cursor_column, page.columns());
}

TEST(MenuLayout, HasTheListAboveAndTheKeysBelow)
{
    MenuModel menu(3);
    menu.model.selected = 1;
    menu.model.default_item = 0;
    menu.model.kernel << "/boot/kernel.elf, 103 KiB, for farjump, sealed";
    menu.model.options << "root=/dev/nvme0";
    menu.model.message << "a message";
    menu.model.seconds_left = 4;
    menu.items[2].tries_left = 2;
    Page page{80, 25};
    draw(menu.model, page);
    EXPECT_TRUE(line(page, 0).starts_with(std::string("farjump ") + version)) << line(page, 0);
    EXPECT_TRUE(line(page, 0).ends_with("/loader/entries, drive 80h, partition 1"));
    EXPECT_EQ(line(page, 2), "* entry 1");
    EXPECT_EQ(line(page, 3), "> entry 2");
    EXPECT_TRUE(line(page, 4).starts_with("  entry 3 "));
    EXPECT_TRUE(page.text(4).ends_with("2 tries left"));
    EXPECT_EQ(line(page, 19), "kernel   /boot/kernel.elf, 103 KiB, for farjump, sealed");
    EXPECT_EQ(line(page, 20), "options  root=/dev/nvme0");
    EXPECT_EQ(line(page, 22), "a message");
    EXPECT_TRUE(line(page, 23).starts_with("Enter boots")) << line(page, 23);
    EXPECT_TRUE(page.text(24).ends_with("boots in 4 s"));
    expect_selected_is_shown(menu, page);
}

TEST(MenuLayout, SaysWhatTheNextBootGets)
{
    MenuModel menu(1);
    Page page{80, 25};
    draw(menu.model, page);
    EXPECT_EQ(line(page, 24), "");
    menu.model.without_kaslr = menu.model.text_screen = true;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 24), "nokaslr  text screen");
}

TEST(MenuLayout, ShowsTheSelectedEntryOnEachPageWhereverItIs)
{
    for (auto const& [columns, rows] : sizes)
        for (std::size_t const count : {1u, 2u, 15u, 16u, 17u, 1024u}) {
            SCOPED_TRACE(std::to_string(columns) + "x" + std::to_string(rows) + ", " + std::to_string(count));
            MenuModel menu(count);
            Page page{columns, rows};
            std::mt19937 random(1);
            for (int step = 0; step < 60; ++step) {
                menu.model.selected =
                    step < 20 ? std::min<std::size_t>(static_cast<std::size_t>(step), count - 1) : random() % count;
                draw(menu.model, page);
                expect_selected_is_shown(menu, page);
            }
        }
}

TEST(MenuLayout, TheListScrollsOnlyAsFarAsNeeded)
{
    MenuModel menu(100);
    Page page{80, 25};
    auto const rows = menu::list_rows(page);
    EXPECT_EQ(rows, 16u);
    draw(menu.model, page);
    EXPECT_TRUE(page.text(2 + rows).ends_with("... more below"));
    menu.model.selected = rows - 1;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 2), "  entry 1");
    menu.model.selected = rows;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 2), "  entry 2");
    menu.model.selected = 99;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 1 + rows), "> entry 100");
    EXPECT_FALSE(all(page).contains("more below"));
    menu.model.selected = 84;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 2), "> entry 85");
    EXPECT_EQ(line(page, 1 + rows), "  entry 100");
}

TEST(MenuLayout, OnASmallPageTheListIsNotWrittenOver)
{
    MenuModel menu(3);
    menu.model.kernel << "/boot/kernel.elf";
    menu.model.options << "one two";
    for (auto const& [columns, rows] : {std::pair{20u, 5u}, {80u, 9u}, {20u, 4u}}) {
        Page page{columns, rows};
        menu.model.selected = menu.model.first = 0;
        draw(menu.model, page);
        EXPECT_TRUE(line(page, 0).starts_with("farjump ")) << all(page);
        EXPECT_EQ(line(page, 2), "> entry 1") << all(page);
        EXPECT_TRUE(line(page, rows - 1).starts_with("Enter boots")) << all(page);
    }
    menu.model.message << "a message";
    Page page{20, 5};
    draw(menu.model, page);
    EXPECT_EQ(line(page, 4), "a message");
    EXPECT_EQ(menu::list_rows(page), 2u);
    EXPECT_EQ(line(page, 3), "  entry 2");
}

TEST(MenuLayout, TheStateIsShownBesideALongTitle)
{
    for (std::size_t const size : {10u, 70u, 78u, 79u, 80u, 400u}) {
        MenuModel menu;
        menu.add(std::string(size, 't')).tries_left = 0;
        menu.add("other");
        for (std::uint32_t const columns : {80u, 40u}) {
            Page page{columns, 25};
            draw(menu.model, page);
            EXPECT_TRUE(page.text(2).ends_with("no tries left")) << line(page, 2);
            EXPECT_EQ(page.text(2)[columns - 14], ' ');
            EXPECT_TRUE(page.text(2).starts_with("> tttttttttt"));
        }
    }
    MenuModel menu;
    menu.add("one").problem = "a long reason, which is longer than the line is, why this entry cannot be booted at all";
    Page page{80, 25};
    draw(menu.model, page);
    EXPECT_TRUE(line(page, 2).starts_with("> one"));
    EXPECT_TRUE(line(page, 2).contains("broken: a long reason, which is longer than the line"));
}

TEST(MenuLayout, StatesInWords)
{
    MenuModel menu(1);
    auto& item = menu.items[0];
    EXPECT_EQ(choice::state_of(item).view(), "");
    item.tries_left = 1;
    EXPECT_EQ(choice::state_of(item).view(), "1 try left");
    item.tries_left = 3;
    EXPECT_EQ(choice::state_of(item).view(), "3 tries left");
    item.tries_left = 0;
    EXPECT_EQ(choice::state_of(item).view(), "no tries left");
    item.problem = "why";
    EXPECT_EQ(choice::state_of(item).view(), "broken: why");
}

TEST(MenuLayout, TitlesThatAreNotUniqueHaveVersionAndFileName)
{
    MenuModel menu;
    auto& item = menu.add("Linux");
    item.heading.version = "6.1";
    item.heading.file_name = "linux-6.1.conf";
    EXPECT_EQ(choice::title_of(item).view(), "Linux");
    item.shows_version = true;
    EXPECT_EQ(choice::title_of(item).view(), "Linux 6.1");
    item.shows_file_name = true;
    EXPECT_EQ(choice::title_of(item).view(), "Linux 6.1 (linux-6.1.conf)");
    item.heading.version = {};
    EXPECT_EQ(choice::title_of(item).view(), "Linux (linux-6.1.conf)");
}

TEST(MenuLayout, OtherCharactersThanAsciiTakeOneColumn)
{
    MenuModel menu;
    menu.add("Gr\xC3\xB6\xC3\x9F"
             "e \xE2\x82\xAC \xF0\x9F\x98\x80\x07.")
        .tries_left = 1;
    Page page{80, 25};
    draw(menu.model, page);
    EXPECT_TRUE(line(page, 2).starts_with("> Gr??e ? ??. ")) << line(page, 2);
    menu.items[0].problem = "/loader/entries/\xC3\xB6.conf names no kernel";
    draw(menu.model, page);
    EXPECT_TRUE(page.text(2).ends_with("  broken: /loader/entries/?.conf names no kernel")) << line(page, 2);
}

TEST(MenuLayout, LongOptionsContinueInASecondLine)
{
    for (std::string const character : {"x", "\xC3\xB6"}) {
        MenuModel menu(1);
        for (int i = 0; i < 71; ++i)
            menu.model.options << character;
        menu.model.options << "end";
        Page page{80, 25};
        draw(menu.model, page);
        std::string const shown = character == "x" ? "x" : "?";
        EXPECT_EQ(page.text(20).substr(0, 11), "options  " + shown + shown);
        EXPECT_TRUE(page.text(20).ends_with(shown));
        EXPECT_EQ(line(page, 21), "         end");
    }
}

// The editor.

// The characters around the cursor are shown, and the cursor is on the right one.
TEST(MenuLayout, TheEditorShowsTheTextAtItsCursor)
{
    std::mt19937 random(1);
    for (auto const& [columns, rows] : sizes)
        for (bool const ascii : {true, false})
            for (std::size_t const size : {0u, 1u, 10u, 11u, 70u, 71u, 72u, 141u, 142u, 143u, 1000u}) {
                SCOPED_TRACE(std::to_string(columns) + "x" + std::to_string(rows) + ", " + std::to_string(size));
                MenuModel menu(1);
                std::string text, shown;
                for (std::size_t i = 0; i < size; ++i) {
                    bool const is_umlaut = !ascii && random() % 3 == 0;
                    auto const letter = static_cast<char>('a' + random() % 26);
                    text += is_umlaut ? std::string("\xC3\xB6") : std::string(1, letter);
                    shown += is_umlaut ? '?' : letter;
                }
                shown += ' '; // behind the end
                ASSERT_TRUE(menu.editor->begin(text));
                menu.model.shows = Model::Shows::editor;
                Page page{columns, rows};
                for (std::size_t left = 0; left <= size; ++left) {
                    draw(menu.model, page);
                    ASSERT_LT(page.cursor_row, page.rows());
                    ASSERT_LT(page.cursor_column, page.columns());
                    auto const at = size - left;
                    auto const row = page.text(page.cursor_row);
                    ASSERT_EQ(row[page.cursor_column], shown[at]) << at;
                    if (page.cursor_column > 9) {
                        ASSERT_EQ(row[page.cursor_column - 1], shown[at - 1]) << at;
                    }
                    menu.editor->press({Key::left});
                }
            }
}

TEST(MenuLayout, TheEditorHasItsOwnHelp)
{
    MenuModel menu(1);
    menu.editor->begin("one two");
    menu.model.shows = Model::Shows::editor;
    for (std::uint32_t const columns : {80u, 40u}) {
        Page page{columns, 25};
        draw(menu.model, page);
        EXPECT_EQ(line(page, 20), "options  one two");
        EXPECT_TRUE(line(page, 23).contains("Esc"));
        EXPECT_TRUE(line(page, 24).contains("K"));
    }
}

// The pager.

TEST(MenuLayout, ThePagerShowsLinesFromTheFirstOn)
{
    MenuModel menu(1);
    std::string words;
    for (int i = 1; i <= 50; ++i)
        words += "line " + std::to_string(i) + "\n";
    menu.model.shows = Model::Shows::pager;
    menu.model.pager = {.title = "The title", .words = words};
    Page page{80, 25};
    EXPECT_EQ(menu::pager_rows(page), 21u);
    EXPECT_EQ(menu::pager_lines(words, page), 50u);
    draw(menu.model, page);
    EXPECT_TRUE(line(page, 0).starts_with("The title "));
    EXPECT_TRUE(page.text(0).ends_with("21 of 50"));
    EXPECT_EQ(line(page, 2), "line 1");
    EXPECT_EQ(line(page, 22), "line 21");
    EXPECT_EQ(line(page, 23), "");
    EXPECT_TRUE(line(page, 24).contains("any other key goes back"));
    menu.model.pager.first_line = 29;
    draw(menu.model, page);
    EXPECT_EQ(line(page, 2), "line 30");
    EXPECT_EQ(line(page, 22), "line 50");
    EXPECT_TRUE(page.text(0).ends_with("50 of 50"));
}

TEST(MenuLayout, ThePagerContinuesLongLines)
{
    MenuModel menu(1);
    std::string const words = std::string(80, 'a') + "\n" + std::string(81, 'b') + "\n\nend";
    menu.model.shows = Model::Shows::pager;
    menu.model.pager = {.title = "", .words = words};
    Page page{80, 25};
    EXPECT_EQ(menu::pager_lines(words, page), 5u);
    draw(menu.model, page);
    EXPECT_EQ(line(page, 2), std::string(80, 'a'));
    EXPECT_EQ(line(page, 3), std::string(80, 'b'));
    EXPECT_EQ(line(page, 4), "b");
    EXPECT_EQ(line(page, 5), "");
    EXPECT_EQ(line(page, 6), "end");
    EXPECT_EQ(menu::pager_lines("", page), 0u);
    EXPECT_EQ(menu::pager_lines("\n", page), 1u);
    EXPECT_EQ(menu::pager_lines(std::string(161, '\xC3'), page), 3u);
    EXPECT_EQ(menu::pager_lines(std::string(161, '\x80'), page), 1u); // ends, whatever the bytes are
}

TEST(MenuLayout, ThePagerFitsOnEachPage)
{
    MenuModel menu(1);
    std::string words;
    for (int i = 1; i <= 50; ++i)
        words += "a line with a number: " + std::to_string(i) + "\n";
    menu.model.shows = Model::Shows::pager;
    menu.model.pager = {.title = "The title", .words = words};
    for (auto const& [columns, rows] : sizes) {
        Page page{columns, rows};
        for (std::size_t first = 0; first < menu::pager_lines(words, page); ++first) {
            menu.model.pager.first_line = first;
            draw(menu.model, page);
            if (rows > 4 && first % 2 == 0 && columns == 80) {
                EXPECT_EQ(line(page, 2), "a line with a number: " + std::to_string(first + 1));
            }
        }
    }
}

TEST(MenuPage, CutsWhatDoesNotFit)
{
    Page page{10, 2};
    EXPECT_EQ(page.put(0, 8, "abc"), 10u);
    EXPECT_EQ(page.text(0), "        ab");
    EXPECT_EQ(page.put(2, 0, "abc"), 0u);
    EXPECT_EQ(page.put(1, 10, "abc"), 10u);
    page.put_right(1, "0123456789x");
    EXPECT_EQ(page.text(1), "0123456789");
    page.put_right(1, "\xC3\xB6z");
    EXPECT_EQ(page.text(1), "01234567?z");
    page.reverse(5);
    page.put(1, 0, std::string("\x1B[2J\x00\x7F\xFF", 7));
    EXPECT_EQ(page.text(1), "?[2J???7?z");
    Page const large{1000, 1000};
    EXPECT_EQ(large.columns(), menu::most_columns);
    EXPECT_EQ(large.rows(), menu::most_rows);
}

} // namespace
