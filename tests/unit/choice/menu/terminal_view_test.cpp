// SPDX-License-Identifier: BSD-2-Clause
// Tests the bytes that a terminal on COM1 gets, on a small terminal that shows them.
#include "stage2/choice/menu/terminal_view.hpp"

#include "tests/fake_uart.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using menu::TerminalView;

// A VT100, as far as the menu needs it; refuses anything else.
struct Terminal {
    static constexpr std::size_t columns = TerminalView::columns, rows = TerminalView::rows;

    void take(std::string_view characters)
    {
        for (std::size_t at = 0; at < characters.size();) {
            if (characters[at] == '\x1B') {
                at = take_sequence(characters, at + 1);
                continue;
            }
            auto const character = characters[at++];
            if (character < ' ' || character > '~')
                throw std::logic_error("a character that is not printable");
            if (column == columns)
                throw std::logic_error("writes behind the last column");
            lines.at(row)[column] = character;
            reversed.at(row)[column++] = is_reversed ? 'r' : ' ';
        }
    }

    std::vector<std::string> lines{rows, std::string(columns, '#')};
    std::vector<std::string> reversed{rows, std::string(columns, '#')};
    std::size_t row = 0, column = 0; // column == columns: the last one was written, and the cursor waits on it
    bool is_reversed = false;

private:
    std::size_t take_sequence(std::string_view characters, std::size_t at)
    {
        if (characters.at(at) != '[')
            throw std::logic_error("no control sequence");
        auto const end = characters.find_first_not_of("0123456789;", at + 1);
        std::string const parameters(characters.substr(at + 1, end - at - 1));
        std::size_t first = 0, second = 0;
        switch (characters.at(end)) {
        case 'H':
            if (std::sscanf(parameters.c_str(), "%zu;%zu", &first, &second) != 2)
                first = second = 1;
            row = first - 1;
            column = second - 1;
            if (row >= rows || column >= columns)
                throw std::logic_error("the cursor is outside");
            break;
        case 'J':
            if (parameters != "2" || is_reversed)
                throw std::logic_error("ED");
            for (auto* const grid : {&lines, &reversed})
                for (auto& line : *grid)
                    line.assign(columns, ' ');
            break;
        case 'K':
            if (!parameters.empty() || is_reversed)
                throw std::logic_error("EL");
            for (auto at_column = std::min(column, columns - 1); at_column < columns; ++at_column)
                lines.at(row)[at_column] = reversed.at(row)[at_column] = ' ';
            break;
        case 'm': is_reversed = parameters == "7"; break;
        default: throw std::logic_error("an unknown control sequence");
        }
        return end + 1;
    }
};

struct TerminalViewTest : testing::Test {
    TerminalViewTest() { port.open(FakeUart::usual); }

    // What was sent since the last call.
    std::string take_sent() { return std::exchange(uart.sent, {}); }

    FakeMachine machine;
    FakeUart uart{machine};
    x86::Serial port;
};

TEST_F(TerminalViewTest, ShowsRandomPages)
{
    std::mt19937 random(1);
    auto const pick = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
    for (bool const has_fifos : {true, false}) {
        uart.has_fifos = has_fifos;
        port.open(FakeUart::usual);
        TerminalView view(port);
        auto& page = view.page();
        Terminal terminal;
        for (int i = 0; i < rounds(500); ++i) {
            if (pick(4) == 0)
                page.clear();
            if (pick(30) == 0)
                view.forget();
            std::string words;
            for (auto size = pick(100); size != 0; --size)
                words += pick(3) == 0 ? ' ' : static_cast<char>('!' + pick(90));
            page.put(pick(page.rows()), pick(page.columns()), words);
            if (pick(3) == 0)
                page.reverse(pick(page.rows()));
            page.cursor_row = pick(page.rows());
            page.cursor_column = pick(page.columns());
            take_sent();
            view.show();
            terminal.take(take_sent());
            for (std::uint32_t row = 0; row < page.rows(); ++row)
                ASSERT_EQ(terminal.lines[row], page.text(row)) << i << ", row " << row;
            ASSERT_EQ(terminal.row, page.cursor_row);
            ASSERT_EQ(terminal.column, page.cursor_column);
            ASSERT_FALSE(terminal.is_reversed);
        }
    }
}

TEST_F(TerminalViewTest, SendsControlSequences)
{
    TerminalView view(port);
    view.page().put(2, 4, "one");
    view.page().cursor_row = 2;
    take_sent();
    view.show();
    EXPECT_EQ(take_sent(), "\x1B[m\x1B[2J\x1B[H"
                           "\x1B[3;5Hone"
                           "\x1B[3;1H");
    view.show();
    EXPECT_EQ(take_sent(), "");
    view.page().put(2, 4, "onX");
    view.show();
    EXPECT_EQ(take_sent(), "\x1B[3;7HX"
                           "\x1B[3;1H");
    view.page().put(2, 4, "on ");
    view.show();
    EXPECT_EQ(take_sent(), "\x1B[3;7H\x1B[K"
                           "\x1B[3;1H");
    view.page().reverse(2);
    view.show();
    EXPECT_EQ(take_sent(), "\x1B[3;1H\x1B[7m    on\x1B[m\x1B[K"
                           "\x1B[3;1H");
}

// At 9,600 baud a character takes a millisecond.
TEST_F(TerminalViewTest, AMovedSelectionIsShort)
{
    TerminalView view(port);
    auto const draw = [&](std::uint32_t selected) {
        view.page().clear();
        for (std::uint32_t row = 2; row < 12; ++row) {
            view.page().put(row, 0, row == selected ? ">" : " ");
            view.page().put(row, 2, "Hobby OS 2.1");
        }
        view.page().reverse(selected);
        view.page().cursor_row = selected;
        view.show();
    };
    draw(2);
    take_sent();
    draw(3);
    EXPECT_LE(take_sent().size(), 70u);
}

TEST_F(TerminalViewTest, SendsAllWordsThroughAPortWithAndWithoutFifos)
{
    std::string words;
    for (int i = 0; i < 100; ++i)
        words += "line " + std::to_string(i) + "\n\n";
    std::string expected;
    for (char const character : words)
        expected += character == '\n' ? "\r\n" : std::string(1, character);
    for (bool const has_fifos : {true, false})
        for (std::uint32_t const looks : {0u, 1u, 7u}) {
            uart.has_fifos = has_fifos;
            uart.looks_per_character = looks;
            port.open(FakeUart::usual);
            take_sent();
            menu::send(port, words);
            EXPECT_EQ(take_sent(), expected) << has_fifos << ", " << looks;
            EXPECT_EQ(uart.lost, 0);
        }
}

TEST_F(TerminalViewTest, EndsItsOutputWhenThePortIsStuck)
{
    for (int const characters : {1, 7, 20}) {
        uart.state = FakeUart::State::good;
        port.open(FakeUart::usual);
        take_sent();
        uart.sends_until_stuck = characters;
        menu::send(port, std::string(1000, 'x') + "\n");
        EXPECT_LE(take_sent().size(), 30u);
        uart.sends_until_stuck = -1;
    }
}

} // namespace
