// SPDX-License-Identifier: BSD-2-Clause
// Tests the menu as lines of text on COM1.
#include "stage2/choice/menu/line_view.hpp"

#include "tests/fake_uart.hpp"
#include "tests/unit/choice/menu/model_setup.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using menu::Key, menu::Model, menu::Press;

struct LineViewTest : testing::Test {
    LineViewTest() { port.open(FakeUart::usual); }

    // What a change sends.
    std::string show()
    {
        uart.sent.clear();
        view->show(state.model);
        std::erase(uart.sent, '\r');
        return uart.sent;
    }

    FakeMachine machine;
    FakeUart uart{machine};
    x86::Serial port;
    MenuModel state{3};
    std::unique_ptr<menu::LineView> view = std::make_unique<menu::LineView>(port);
};

TEST_F(LineViewTest, PrintsTheListOnce)
{
    state.model.selected = 1;
    state.items[2].tries_left = 1;
    EXPECT_EQ(show(), "\nfarjump, boot entries: 3; /loader/entries, drive 80h, partition 1\n"
                      "  1  entry 1\n"
                      "> 2  entry 2\n"
                      "  3  entry 3, 1 try left\n"
                      "Enter boots, a digit, j or k selects, ? shows all keys\n");
    EXPECT_EQ(show(), "");
    view->forget();
    EXPECT_TRUE(show().contains("> 2  entry 2\n"));
}

TEST_F(LineViewTest, PrintsTheSelectedEntry)
{
    show();
    state.model.selected = 2;
    state.model.kernel << "/boot/k, 1,000 bytes";
    state.model.options << "one two";
    EXPECT_EQ(show(), "> 3  entry 3\n     kernel   /boot/k, 1,000 bytes\n     options  one two\n");
    state.model.selected = 0;
    state.model.options.clear();
    EXPECT_EQ(show(), "> 1  entry 1\n     kernel   /boot/k, 1,000 bytes\n");
}

TEST_F(LineViewTest, PrintsEachMessageOnce)
{
    state.model.message << "why the menu opens";
    EXPECT_TRUE(show().ends_with("why the menu opens\n"));
    EXPECT_EQ(show(), "");
    state.model.message.clear();
    EXPECT_EQ(show(), "");
    state.model.message << "why the menu opens";
    EXPECT_EQ(show(), "why the menu opens\n");
}

TEST_F(LineViewTest, PrintsTheCountdownAtItsBeginAndEnd)
{
    state.model.seconds_left = 5;
    state.model.selected = 1;
    EXPECT_TRUE(show().ends_with("entry 2 boots in 5 s; a key stops that\n"));
    state.model.seconds_left = 4;
    EXPECT_EQ(show(), "");
    state.model.seconds_left = 0;
    EXPECT_EQ(show(), "stopped: Enter boots\n");
    EXPECT_EQ(show(), "");
}

TEST_F(LineViewTest, PrintsTextOfThePagerAsAWhole)
{
    show();
    state.model.shows = Model::Shows::pager;
    state.model.pager = {.title = "Title", .words = "one\ntwo\n"};
    EXPECT_EQ(show(), "\nTitle\none\ntwo\na key goes back\n");
    state.model.pager.first_line = 1;
    EXPECT_EQ(show(), "");
    state.model.shows = Model::Shows::list;
    EXPECT_EQ(show(), "");
}

TEST_F(LineViewTest, EchoesTypedCharacters)
{
    show();
    state.editor->begin("one");
    state.model.shows = Model::Shows::editor;
    EXPECT_EQ(show(), "options: one");
    state.editor->press({Key::character, 'x'});
    EXPECT_EQ(show(), "x");
    state.editor->press({Key::backspace});
    EXPECT_EQ(show(), "\b \b");
    state.editor->press({Key::home});
    EXPECT_EQ(show(), "");
    state.editor->press({Key::character, 'z'});
    EXPECT_EQ(show(), "\noptions: zone");
    state.editor->press({Key::kill_to_end});
    EXPECT_EQ(show(), "\noptions: z");
    state.model.shows = Model::Shows::list;
    EXPECT_EQ(show(), "\n");
    state.model.shows = Model::Shows::editor;
    EXPECT_EQ(show(), "options: z");
}

// A terminal that knows only line feed and backspace shows the options.
TEST_F(LineViewTest, TheLastLineHasTheOptionsAfterEachKey)
{
    constexpr Key keys[] = {Key::left,   Key::right,       Key::home,          Key::end,      Key::backspace,
                            Key::remove, Key::kill_to_end, Key::kill_to_begin, Key::kill_word};
    std::mt19937 random(1);
    show();
    state.editor->begin("one two three");
    state.model.shows = Model::Shows::editor;
    std::string line;
    auto const take = [&](std::string const& sent) {
        for (char const character : sent) {
            if (character == '\n')
                line.clear();
            else if (character == '\b')
                line.pop_back();
            else
                line += character;
        }
        // "\b \b" takes a character back and leaves a blank, which the second \b takes.
    };
    take(show());
    for (int i = 0; i < 3000; ++i) {
        bool const types = random() % 3 != 0;
        state.editor->press(types ? Press{Key::character, static_cast<char>(' ' + random() % 95)}
                                  : Press{keys[random() % std::size(keys)]});
        take(show());
        ASSERT_EQ(line, "options: " + std::string(state.editor->text()));
    }
}

TEST_F(LineViewTest, AStuckPortEndsTheOutput)
{
    uart.sends_until_stuck = 10;
    EXPECT_LE(show().size(), 30u);
    state.model.selected = 2;
    EXPECT_LE(show().size(), 30u);
}

} // namespace
