// SPDX-License-Identifier: BSD-2-Clause
// Tests that an output shows its page after each change, and that only what has changed is written.
#include "stage2/choice/menu/view.hpp"

#include "stage2/choice/menu/screen_view.hpp"
#include "tests/unit/choice/fake_screen.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using menu::Page, menu::View;

std::string without_blanks_behind(std::string words)
{
    while (words.ends_with(' '))
        words.pop_back();
    return words;
}

// An output that is a grid of characters.
class Grid final : public View {
public:
    Grid(std::uint32_t columns, std::uint32_t rows)
        : View(columns, rows), lines(page().rows(), std::string(page().columns(), '#')), reversed(lines)
    {}

    void clear() override
    {
        ++clears;
        for (auto* const grid : {&lines, &reversed})
            for (auto& line : *grid)
                line.assign(page().columns(), ' ');
        cursor_row = cursor_column = 0;
    }

    std::vector<std::string> lines;
    std::vector<std::string> reversed; // 'r': dark on light
    std::uint32_t cursor_row = 99, cursor_column = 99;
    std::size_t clears = 0, writes = 0, written = 0;

private:
    void write(std::uint32_t row, std::uint32_t column, std::string_view words, bool is_reversed,
               bool ends_line) override
    {
        ++writes;
        written += words.size();
        lines.at(row).replace(column, words.size(), words);
        reversed.at(row).replace(column, words.size(), std::string(words.size(), is_reversed ? 'r' : ' '));
        ASSERT_EQ(lines[row].size(), page().columns()); // not behind the edge
        auto const end = column + words.size();
        if (!ends_line)
            return;
        lines[row].replace(end, std::string::npos, std::string(page().columns() - end, ' '));
        reversed[row].replace(end, std::string::npos, std::string(page().columns() - end, ' '));
    }
    void place_cursor(std::uint32_t row, std::uint32_t column) override
    {
        cursor_row = row;
        cursor_column = column;
    }
};

// Dark on light is the text of a line, without the blanks behind it.
std::string reversal_of(Page const& page, std::uint32_t row)
{
    std::string words(page.columns(), ' ');
    auto const size = without_blanks_behind(std::string(page.text(row))).size();
    return page.line(row).reversed ? words.replace(0, size, std::string(size, 'r')) : words;
}

void expect_shows_page(Grid const& grid)
{
    auto const& page = grid.page();
    for (std::uint32_t row = 0; row < page.rows(); ++row) {
        ASSERT_EQ(grid.lines[row], page.text(row)) << row;
        ASSERT_EQ(grid.reversed[row], reversal_of(page, row)) << row;
    }
    ASSERT_EQ(grid.cursor_row, page.cursor_row);
    ASSERT_EQ(grid.cursor_column, page.cursor_column);
}

// Changes the page at random: a few characters, blanks, whole lines, reversal, cursor.
void change(Page& page, std::mt19937& random)
{
    auto const pick = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
    if (pick(8) == 0)
        page.clear();
    for (auto changes = pick(6); changes != 0; --changes) {
        std::string words;
        for (auto size = pick(12); size != 0; --size)
            words += pick(3) == 0 ? ' ' : static_cast<char>('a' + pick(4));
        auto const row = pick(page.rows());
        switch (pick(5)) {
        case 0: page.put_right(row, words); break;
        case 1: page.put(row, 0, std::string(page.columns(), ' ')); break;
        case 2: page.reverse(row); break;
        default: page.put(row, pick(page.columns()), words); break;
        }
    }
    if (pick(2) == 0) {
        page.cursor_row = pick(page.rows());
        page.cursor_column = pick(page.columns());
    }
}

TEST(ViewTest, ShowsRandomPages)
{
    std::mt19937 random(1);
    for (auto const& [columns, rows] :
         {std::pair{80u, 25u}, {80u, 24u}, {40u, 25u}, {20u, 5u}, {12u, 2u}, {200u, 99u}}) {
        Grid grid(columns, rows);
        for (int i = 0; i < rounds(2000); ++i) {
            change(grid.page(), random);
            grid.show();
            ASSERT_NO_FATAL_FAILURE(expect_shows_page(grid));
            if (random() % 20 == 0) {
                grid.lines[0].assign(grid.page().columns(), '#'); // something else wrote to the screen
                grid.forget();
            }
        }
    }
}

TEST(ViewTest, WritesNothingIfNothingHasChanged)
{
    std::mt19937 random(2);
    Grid grid(80, 25);
    for (int i = 0; i < rounds(200); ++i) {
        change(grid.page(), random);
        grid.show();
        auto const writes = grid.writes;
        auto const same = grid.page();
        grid.cursor_row = 77; // shows whether the cursor is placed again
        grid.page().clear();
        grid.page() = same;
        grid.show();
        ASSERT_EQ(grid.writes, writes);
        ASSERT_EQ(grid.cursor_row, 77u);
    }
    EXPECT_EQ(grid.clears, 1u);
}

TEST(ViewTest, ForgetWritesEverythingOnce)
{
    Grid grid(80, 25);
    grid.page().put(3, 5, "words");
    grid.show();
    EXPECT_EQ(grid.clears, 1u);
    EXPECT_EQ(grid.writes, 1u);
    grid.forget();
    grid.show();
    EXPECT_EQ(grid.clears, 2u);
    EXPECT_EQ(grid.writes, 2u);
    grid.show();
    EXPECT_EQ(grid.clears, 2u);
    EXPECT_EQ(grid.writes, 2u);
}

TEST(ViewTest, AMovedSelectionWritesTwoLines)
{
    Grid grid(80, 25);
    auto const draw = [&](std::uint32_t selected) {
        grid.page().clear();
        for (std::uint32_t row = 2; row < 12; ++row) {
            grid.page().put(row, 0, row == selected ? ">" : " ");
            grid.page().put(row, 2, "an entry of the list");
        }
        grid.page().reverse(selected);
        grid.page().cursor_row = selected;
        grid.show();
    };
    draw(4);
    grid.writes = grid.written = 0;
    draw(5);
    EXPECT_EQ(grid.writes, 2u);
    EXPECT_EQ(grid.written, 2 * std::string_view("> an entry of the list").size());
    expect_shows_page(grid);
}

TEST(ViewTest, ACountdownWritesItsDigitsOnly)
{
    Grid grid(80, 25);
    grid.page().put_right(24, "boots in 10 s");
    grid.show();
    grid.writes = grid.written = 0;
    for (auto const* const words : {" boots in 9 s", " boots in 8 s"}) {
        grid.page().put_right(24, words);
        grid.show();
        expect_shows_page(grid);
    }
    EXPECT_EQ(grid.writes, 2u);
    EXPECT_LE(grid.written, 13u + 1u);
}

TEST(ViewTest, TextThatGrowsInAReversedLineIsReversedToItsBegin)
{
    Grid grid(40, 5);
    grid.page().put(1, 0, "ab");
    grid.page().reverse(1);
    grid.show();
    grid.page().put(1, 10, "cd");
    grid.show();
    expect_shows_page(grid);
    EXPECT_EQ(grid.reversed[1].substr(0, 14), "rrrrrrrrrrrr  ");
}

// The screen behind the video BIOS.

TEST(ScreenViewTest, ShowsRandomPages)
{
    std::mt19937 random(3);
    for (auto const& [columns, rows] : {std::pair{80u, 25u}, {40u, 25u}, {80u, 50u}, {132u, 28u}, {20u, 5u}}) {
        FakeMachine machine;
        FakeScreen screen(machine, columns, rows);
        auto view = menu::ScreenView::open();
        ASSERT_TRUE(view);
        auto& page = view->page();
        EXPECT_EQ(page.columns(), std::min(columns, menu::most_columns));
        EXPECT_EQ(page.rows(), std::min(rows, menu::most_rows));
        for (int i = 0; i < 300; ++i) {
            change(page, random);
            view->show();
            for (std::uint32_t row = 0; row < page.rows(); ++row) {
                ASSERT_EQ(screen.lines[row].substr(0, page.columns()), page.text(row));
                ASSERT_EQ(screen.reversed[row].substr(0, page.columns()), reversal_of(page, row));
            }
            ASSERT_EQ(screen.cursor_row, page.cursor_row);
            ASSERT_EQ(screen.cursor_column, page.cursor_column);
            if (i % 50 == 0) {
                view->clear();
                view->forget();
            }
        }
        auto const written = screen.written;
        view->show();
        view->show();
        EXPECT_LE(screen.written, written + std::size_t{columns} * rows);
    }
}

TEST(ScreenViewTest, OpensWhatTheBiosSaysIsAScreen)
{
    FakeMachine machine;
    FakeScreen screen(machine, 80, 25);
    machine.put(0x484, std::uint8_t{0}); // a BIOS that knows only 25 rows
    EXPECT_EQ(menu::ScreenView::open()->page().rows(), 25u);
    for (auto const columns : std::initializer_list<std::uint16_t>{0, 1, 19, 256, 0xFFFF}) {
        machine.put(0x44A, columns);
        EXPECT_FALSE(menu::ScreenView::open()) << columns;
    }
    machine.put(0x44A, std::uint16_t{20});
    EXPECT_TRUE(menu::ScreenView::open());
}

TEST(ScreenViewTest, SetsATextModeOnlyIfThereIsNone)
{
    FakeMachine machine;
    FakeScreen screen(machine, 80, 25);
    for (auto const mode : std::initializer_list<std::uint8_t>{0, 1, 2, 3, 7}) {
        machine.put(0x449, mode);
        EXPECT_TRUE(menu::ScreenView::open());
    }
    EXPECT_TRUE(machine.calls.empty());
    for (auto const mode : std::initializer_list<std::uint8_t>{0x04, 0x06, 0x12, 0x13, 0x62}) {
        machine.put(0x449, mode);
        EXPECT_TRUE(menu::ScreenView::open());
        EXPECT_FALSE(machine.calls.empty());
        machine.calls.clear();
    }
}

TEST(ScreenViewTest, Beeps)
{
    FakeMachine machine;
    FakeScreen screen(machine, 80, 25);
    menu::ScreenView::beep();
    EXPECT_EQ(screen.beeps, 1u);
}

} // namespace
