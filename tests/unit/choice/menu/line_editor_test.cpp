// SPDX-License-Identifier: BSD-2-Clause
// Tests the line editor, key by key and against a plain model.
#include "stage2/choice/menu/line_editor.hpp"

#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using menu::Key, menu::LineEditor, menu::Press;

struct LineEditorTest : testing::Test {
    // Begins with a text in which '|' is the cursor, presses a key, and returns the same of the result.
    std::string after(std::string text, Press const& press)
    {
        auto const cursor = text.find('|');
        text.erase(cursor, 1);
        EXPECT_TRUE(editor->begin(text));
        editor->press({Key::home});
        while (editor->cursor() < cursor)
            editor->press({Key::right});
        EXPECT_EQ(editor->cursor(), cursor);
        auto const before = std::pair{std::string(editor->text()), editor->cursor()};
        bool const had_effect = editor->press(press);
        EXPECT_EQ(had_effect, before != std::pair(std::string(editor->text()), editor->cursor()));
        std::string result(editor->text());
        return result.insert(editor->cursor(), "|");
    }

    std::unique_ptr<LineEditor> editor = std::make_unique<LineEditor>();
};

TEST_F(LineEditorTest, BeginsAtTheEnd)
{
    EXPECT_EQ(editor->text(), "");
    EXPECT_TRUE(editor->begin("one two"));
    EXPECT_EQ(editor->text(), "one two");
    EXPECT_EQ(editor->cursor(), 7u);
    EXPECT_TRUE(editor->begin(""));
    EXPECT_EQ(editor->text(), "");
    EXPECT_EQ(editor->cursor(), 0u);
}

TEST_F(LineEditorTest, DoesWhatItsKeysSay)
{
    struct {
        char const* before;
        Press press;
        char const* after;
    } const cases[] = {
        {"|", {Key::character, 'x'}, "x|"},
        {"a|b", {Key::character, ' '}, "a |b"},
        {"ab|", {Key::left}, "a|b"},
        {"|ab", {Key::left}, "|ab"},
        {"|ab", {Key::right}, "a|b"},
        {"ab|", {Key::right}, "ab|"},
        {"a|b", {Key::home}, "|ab"},
        {"a|b", {Key::line_begin}, "|ab"},
        {"a|b", {Key::end}, "ab|"},
        {"a|b", {Key::line_end}, "ab|"},
        {"a|b", {Key::backspace}, "|b"},
        {"|ab", {Key::backspace}, "|ab"},
        {"a|b", {Key::remove}, "a|"},
        {"ab|", {Key::remove}, "ab|"},
        {"one |two", {Key::kill_to_end}, "one |"},
        {"one |two", {Key::kill_to_begin}, "|two"},
        {"one two|", {Key::kill_word}, "one |"},
        {"one two  |", {Key::kill_word}, "one |"},
        {"one t|wo", {Key::kill_word}, "one |wo"},
        {"  |", {Key::kill_word}, "|"},
        {"|one", {Key::kill_word}, "|one"},
        {"a|b", {Key::other}, "a|b"},
        {"a|b", {Key::up}, "a|b"},
        {"a|b", {Key::down}, "a|b"},
        {"a|b", {Key::enter}, "a|b"},
        {"a|b", {Key::escape}, "a|b"},
        {"a|b", {Key::terminal}, "a|b"},
    };
    for (auto const& [before, press, expected] : cases)
        EXPECT_EQ(after(before, press), expected) << before << ", key " << static_cast<int>(press.key);
}

TEST_F(LineEditorTest, ACharacterOfSeveralBytesIsOne)
{
    EXPECT_EQ(after("a\xC3\xB6|b", {Key::left}), "a|\xC3\xB6"
                                                 "b");
    EXPECT_EQ(after("a|\xC3\xB6"
                    "b",
                    {Key::right}),
              "a\xC3\xB6|b");
    EXPECT_EQ(after("a\xE2\x82\xAC|b", {Key::backspace}), "a|b");
    EXPECT_EQ(after("a|\xF0\x9F\x98\x80"
                    "b",
                    {Key::remove}),
              "a|b");
}

TEST_F(LineEditorTest, ManglesNoTextThatIsNotUtf8)
{
    std::string const text = "\x80\x80\xC3";
    ASSERT_TRUE(editor->begin(text));
    EXPECT_TRUE(editor->press({Key::left}));
    EXPECT_TRUE(editor->press({Key::left}));
    EXPECT_EQ(editor->cursor(), 0u);
    EXPECT_EQ(editor->text(), text);
    EXPECT_TRUE(editor->press({Key::remove}));
    EXPECT_EQ(editor->text(), "\xC3");
}

TEST_F(LineEditorTest, TakesFourKibibytes)
{
    std::string const full(LineEditor::capacity, 'x');
    ASSERT_TRUE(editor->begin(full));
    EXPECT_FALSE(editor->press({Key::character, 'y'}));
    EXPECT_EQ(editor->text(), full);
    EXPECT_FALSE(editor->begin(full + 'x'));
    EXPECT_EQ(editor->text(), full); // what was there
    EXPECT_TRUE(editor->press({Key::home}));
    EXPECT_FALSE(editor->press({Key::character, 'y'}));
    EXPECT_TRUE(editor->press({Key::remove}));
    EXPECT_TRUE(editor->press({Key::character, 'y'}));
    EXPECT_EQ(editor->text(), 'y' + full.substr(1));
}

// The same editor on a std::string, character by character.
struct Oracle {
    std::vector<std::string> before, behind; // characters of UTF-8 before and behind the cursor

    std::string text() const { return join(before) + join(behind); }
    std::size_t cursor() const { return join(before).size(); }

    void press(Press const& press)
    {
        auto const take_word = [&](bool blanks) {
            while (!before.empty() && (before.back() == " ") == blanks)
                before.pop_back();
        };
        auto const move = [](auto& from, auto at, auto& to, auto place) {
            to.insert(place, *at);
            from.erase(at);
        };
        switch (press.key) {
        case Key::character:
            if (text().size() < LineEditor::capacity)
                before.emplace_back(1, press.character);
            break;
        case Key::left:
            if (!before.empty())
                move(before, before.end() - 1, behind, behind.begin());
            break;
        case Key::right:
            if (!behind.empty())
                move(behind, behind.begin(), before, before.end());
            break;
        case Key::home:
        case Key::line_begin:
            behind.insert(behind.begin(), before.begin(), before.end());
            before.clear();
            break;
        case Key::end:
        case Key::line_end:
            before.insert(before.end(), behind.begin(), behind.end());
            behind.clear();
            break;
        case Key::backspace:
            if (!before.empty())
                before.pop_back();
            break;
        case Key::remove:
            if (!behind.empty())
                behind.erase(behind.begin());
            break;
        case Key::kill_to_end: behind.clear(); break;
        case Key::kill_to_begin: before.clear(); break;
        case Key::kill_word:
            take_word(true);
            take_word(false);
            break;
        default: break;
        }
    }

private:
    static std::string join(std::vector<std::string> const& characters)
    {
        std::string text;
        for (auto const& character : characters)
            text += character;
        return text;
    }
};

TEST_F(LineEditorTest, DoesTheSameAsAPlainModel)
{
    constexpr Key keys[] = {Key::left,        Key::right,         Key::home,      Key::end,   Key::backspace,
                            Key::remove,      Key::kill_word,     Key::line_end,  Key::other, Key::line_begin,
                            Key::kill_to_end, Key::kill_to_begin, Key::character, Key::enter};
    std::string const characters[] = {"a", " ", "\xC3\xB6", "\xE2\x82\xAC", "=", "\xF0\x9F\x98\x80"};
    std::mt19937 random(1);
    for (int round = 0; round < rounds(300); ++round) {
        Oracle oracle;
        auto const length = round % 10 == 0 ? 1100 : random() % 40;
        for (std::size_t i = 0; i < length; ++i)
            oracle.before.push_back(characters[random() % std::size(characters)]);
        ASSERT_TRUE(editor->begin(oracle.text()));
        for (int step = 0; step < 200; ++step) {
            bool const types = random() % 3 != 0;
            Press const press = types ? Press{Key::character, static_cast<char>(' ' + random() % 95)}
                                      : Press{keys[random() % std::size(keys)], 'x'};
            auto const before = std::pair{std::string(editor->text()), editor->cursor()};
            bool const had_effect = editor->press(press);
            oracle.press(press);
            ASSERT_EQ(editor->text(), oracle.text());
            ASSERT_EQ(editor->cursor(), oracle.cursor());
            ASSERT_EQ(had_effect, before != std::pair(std::string(editor->text()), editor->cursor()));
        }
    }
}

} // namespace
