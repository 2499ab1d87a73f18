// SPDX-License-Identifier: BSD-2-Clause
// Tests the keys of a terminal on COM1, and that what else may be at its end presses none.
#include "stage2/choice/menu/serial_keys.hpp"

#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace menu {

bool operator==(Press const& left, Press const& right)
{
    return left.key == right.key && left.character == right.character;
}

void PrintTo(Press const& press, std::ostream* out)
{
    *out << "key " << static_cast<int>(press.key) << ", character " << static_cast<int>(press.character);
}

} // namespace menu

namespace {

using menu::Key, menu::Press, menu::SerialKeys;
using namespace std::string_literals;
using Presses = std::vector<Press>;

struct Sequence {
    std::string characters;
    Key key;
};

std::vector<Sequence> const sequences{
    // VT100 and xterm, also with the cursor keys in application mode
    {"\x1B[A", Key::up},
    {"\x1B[B", Key::down},
    {"\x1B[C", Key::right},
    {"\x1B[D", Key::left},
    {"\x1BOA", Key::up},
    {"\x1BOB", Key::down},
    {"\x1BOC", Key::right},
    {"\x1BOD", Key::left},
    {"\x1B[H", Key::home},
    {"\x1B[F", Key::end},
    {"\x1BOH", Key::home},
    {"\x1BOF", Key::end},
    // VT220, Linux's console, rxvt
    {"\x1B[1~", Key::home},
    {"\x1B[4~", Key::end},
    {"\x1B[7~", Key::home},
    {"\x1B[8~", Key::end},
    {"\x1B[3~", Key::remove},
    {"\x1B[5~", Key::page_up},
    {"\x1B[6~", Key::page_down},
    {"\x1B[03~", Key::remove},
    {"\x1BOM", Key::enter}, // of the keypad
    // with Shift, Alt or Ctrl
    {"\x1B[1;5A", Key::up},
    {"\x1B[1;2D", Key::left},
    {"\x1B[3;5~", Key::remove},
    // control characters
    {"\r", Key::enter},
    {"\n", Key::enter},
    {"\r\n", Key::enter},
    {"\r\0"s, Key::enter}, // Telnet's
    {"\x08", Key::backspace},
    {"\x7F", Key::backspace},
    {"\x0C", Key::redraw},
    {"\x01", Key::line_begin},
    {"\x05", Key::line_end},
    {"\x0B", Key::kill_to_end},
    {"\x17", Key::kill_word},
    {"\x15", Key::kill_to_begin},
    {"\x0E", Key::next_line},
    {"\x10", Key::previous_line},
};

// Keys that have no meaning here: nobody is recognized by them.
std::vector<std::string> const other_sequences{
    "\x1B[2~",
    "\x1B[11~",
    "\x1B[15~",
    "\x1B[24~",
    "\x1B[99~",
    "\x1B[257~",
    "\x1B[261~",
    "\x1B[65541~",
    "\x1BOP",
    "\x1B[[A",
    "\x1B[[E",
    "\x1B[Z",
    "\x1B[I",
    "\x1B[0n",
    "\x1B[~",
    "\x1B[?6~",
    "\x1B[>0;2c",
    "\x1B[c",
    "\x1B"
    "a",
    "\x1B[1\x0C",
    "\t",
    "\x07",
    "\x03",
    "\x9B",
    "\xC3",
};

// The answers of terminals to DA.
std::vector<std::string> const answers{
    "\x1B[?6c",                          // VT102, and Linux's console
    "\x1B[?1;2c",                        // VT100 with advanced video
    "\x1B[?64;1;2;6;7;8;9;15;18;21;22c", // 30 characters
    "\x1B[?65;1;2;7;8;9;12;18;19;21;23;24;42;44c",
};

// A person, or a machine, at the other end of COM1.
struct Line {
    void wait(int ticks = 3)
    {
        for (int i = 0; i < ticks; ++i)
            for (bool const ticks_now : {false, true, false})
                keep(keys.look(std::nullopt, ticks_now));
    }
    void receive(std::string_view characters)
    {
        for (char const character : characters)
            keep(keys.look(character, false));
    }
    void keep(std::optional<Press> const& press)
    {
        if (press)
            presses.push_back(*press);
    }
    Presses take() { return std::exchange(presses, {}); }

    // After the first key.
    static Line trusted()
    {
        Line line;
        line.wait();
        line.receive("x");
        line.wait();
        EXPECT_EQ(line.take(), (Presses{{Key::character, 'x'}}));
        EXPECT_TRUE(line.keys.is_trusted());
        return line;
    }

    SerialKeys keys;
    Presses presses;
};

std::string in_hex(std::string_view characters)
{
    std::string words;
    for (char const character : characters)
        (words += std::to_string(static_cast<std::uint8_t>(character))) += ' ';
    return words;
}

TEST(SerialKeysTest, EachKeyIsRecognizedWhenItComesAlone)
{
    for (auto const& [characters, key] : sequences) {
        SCOPED_TRACE(in_hex(characters));
        Line line;
        line.wait();
        line.receive(characters);
        EXPECT_EQ(line.take(), Presses{}); // only the silence behind it shows that it is one
        line.wait();
        EXPECT_EQ(line.take(), Presses{{key}});
        EXPECT_TRUE(line.keys.is_trusted());
    }
}

TEST(SerialKeysTest, EachPrintableCharacterIsAKey)
{
    for (char character = ' '; character < 0x7F; ++character) {
        Line line;
        line.wait();
        line.receive({&character, 1});
        line.wait();
        EXPECT_EQ(line.take(), (Presses{{Key::character, character}}));
        line.receive({&character, 1});
        EXPECT_EQ(line.take(), (Presses{{Key::character, character}})); // at once
    }
}

TEST(SerialKeysTest, AKeyWhoseCharactersComeApartIsTheSameKey)
{
    for (bool const trusted : {false, true})
        for (auto const& [characters, key] : sequences)
            for (std::size_t at = 0; at <= characters.size(); ++at) {
                SCOPED_TRACE(in_hex(characters) + "at " + std::to_string(at));
                auto line = trusted ? Line::trusted() : Line{};
                line.wait();
                line.receive(std::string_view(characters).substr(0, at));
                line.wait(1); // no silence
                line.receive(std::string_view(characters).substr(at));
                line.wait();
                EXPECT_EQ(line.take(), Presses{{key}});
            }
}

// After a pause within a key its end is typed text, as in every terminal; but no key is made of both.
TEST(SerialKeysTest, APauseEndsAKey)
{
    auto line = Line::trusted();
    line.receive("\x1B");
    line.wait();
    EXPECT_EQ(line.take(), Presses{{Key::escape}});
    line.receive("[A");
    EXPECT_EQ(line.take(), (Presses{{Key::character, '['}, {Key::character, 'A'}}));
    line.receive("\x1B[");
    line.wait();
    line.receive("A");
    EXPECT_EQ(line.take(), (Presses{{Key::character, 'A'}}));
    line.receive("\r");
    line.wait();
    line.receive("\n"); // typed later, by a program
    EXPECT_EQ(line.take(), (Presses{{Key::enter}, {Key::enter}}));
}

TEST(SerialKeysTest, APersonWhoIsTrustedCanTypeFast)
{
    std::string all;
    Presses expected;
    for (auto const& [characters, key] : sequences) {
        if (characters == "\n")
            continue; // it would belong to the key before
        all += characters;
        expected.push_back({key});
    }
    auto line = Line::trusted();
    line.receive(all);
    EXPECT_EQ(line.take(), expected);
    line.receive("\r\r\n\n\r\n");
    EXPECT_EQ(line.take(), (Presses{{Key::enter}, {Key::enter}, {Key::enter}, {Key::enter}}));
}

TEST(SerialKeysTest, EscapeIsKnownByTheSilenceBehindIt)
{
    for (std::string_view const characters : {"\x1B", "\x1B\x1B"}) {
        Line line;
        line.wait();
        line.receive(characters);
        line.wait(1);
        EXPECT_EQ(line.take(), Presses{});
        line.wait();
        EXPECT_EQ(line.take(), Presses{{Key::escape}});
        line.receive(characters); // trusted now
        EXPECT_EQ(line.take(), Presses{});
        line.wait();
        EXPECT_EQ(line.take(), Presses{{Key::escape}});
        line.wait();
        EXPECT_EQ(line.take(), Presses{});
    }
}

TEST(SerialKeysTest, EscapeAsFirstKeyIsNoPartOfTheKeyThatComesNext)
{
    Line line;
    line.wait();
    line.receive("\x1B");
    for (std::uint32_t tick = 0; tick != SerialKeys::silence; ++tick)
        line.keep(line.keys.look(std::nullopt, true));
    EXPECT_TRUE(line.keys.is_trusted());
    line.receive("x");
    EXPECT_EQ(line.take(), (Presses{{Key::escape}, {Key::character, 'x'}}));
}

TEST(SerialKeysTest, EscapeWithinASequenceBeginsAnother)
{
    for (std::string const begin : {"\x1B", "\x1B[", "\x1BO", "\x1B[1;", "\x1B[["}) {
        auto line = Line::trusted();
        line.receive(begin + "\x1B[A");
        EXPECT_EQ(line.take(), Presses{{Key::up}}) << in_hex(begin);
    }
}

TEST(SerialKeysTest, KeysWithoutMeaningRecognizeNobody)
{
    for (auto const& characters : other_sequences) {
        SCOPED_TRACE(in_hex(characters));
        Line line;
        line.wait();
        line.receive(characters);
        line.wait();
        EXPECT_EQ(line.take(), Presses{});
        EXPECT_FALSE(line.keys.is_trusted());
    }
}

// And to a person who is recognized they do nothing: no part of them is typed text.
TEST(SerialKeysTest, KeysWithoutMeaningAreOneKey)
{
    for (auto const& characters : other_sequences) {
        SCOPED_TRACE(in_hex(characters));
        auto line = Line::trusted();
        line.receive(characters);
        line.wait();
        EXPECT_EQ(line.take(), Presses{{Key::other}});
        line.receive("x");
        EXPECT_EQ(line.take(), (Presses{{Key::character, 'x'}}));
    }
}

TEST(SerialKeysTest, ATerminalsAnswerShowsATerminalAndNoPerson)
{
    ASSERT_EQ(answers[1].size(), 7u);
    ASSERT_EQ(answers[2].size(), 30u);
    for (auto const& answer : answers)
        for (int const ticks : {0, 3}) { // it may come at once
            SCOPED_TRACE(in_hex(answer));
            Line line;
            line.wait(ticks);
            line.receive(answer);
            line.wait();
            EXPECT_EQ(line.take(), Presses{{Key::terminal}});
            EXPECT_FALSE(line.keys.is_trusted());
            line.receive("x");
            line.wait();
            EXPECT_EQ(line.take(), (Presses{{Key::character, 'x'}}));
        }
}

TEST(SerialKeysTest, ATerminalsAnswerIsRecognizedBetweenKeys)
{
    for (auto const& answer : answers) {
        auto line = Line::trusted();
        line.receive("a" + answer + "b");
        EXPECT_EQ(line.take(), (Presses{{Key::character, 'a'}, {Key::terminal}, {Key::character, 'b'}}));
        EXPECT_TRUE(line.keys.is_trusted());
    }
}

TEST(SerialKeysTest, AnAnswerThatIsNotAloneIsNone)
{
    for (auto const& answer : answers)
        for (auto const& characters :
             {"x" + answer, answer + "x", answer + answer, answer + "\r", "login: " + answer}) {
            Line line;
            line.wait();
            line.receive(characters);
            line.wait();
            EXPECT_EQ(line.take(), Presses{}) << in_hex(characters);
        }
    Line line;
    line.wait();
    line.receive("\x1B[?" + std::string(SerialKeys::longest, '1') + "c");
    line.wait();
    EXPECT_EQ(line.take(), Presses{});
}

// The end of a line that began before the menu opened is no key.
TEST(SerialKeysTest, AKeyNeedsSilenceBeforeIt)
{
    for (std::string const tail : {"\r\n", "\n", "7", "\x1B[A", "\x1B"})
        for (int const ticks : {0, 1}) {
            Line line;
            line.wait(ticks);
            line.receive(tail);
            line.wait();
            EXPECT_EQ(line.take(), Presses{}) << in_hex(tail);
            line.receive("\r");
            line.wait();
            EXPECT_EQ(line.take(), Presses{{Key::enter}});
        }
}

TEST(SerialKeysTest, OneKeyAndEnterAtOnceCountAndNothingElse)
{
    for (auto const& characters : {"\r\r"s, "\r\n\r\n"s, "\n\n"s, "\n\r"s, "\rj"s, "\r\0\0"s, "j\r\0k"s, "\x1B[1"s,
                                   "ab"s, "ab\r"s, "M3"s, "a\x1B"s, "\x1B[A\x1B[A"s}) {
        Line line;
        line.wait();
        line.receive(characters);
        line.wait();
        EXPECT_EQ(line.take(), Presses{}) << in_hex(characters);
        EXPECT_FALSE(line.keys.is_trusted());
    }
    for (auto const& [characters, presses] : {std::pair{"j\r"s, Presses{{Key::character, 'j'}, {Key::enter}}},
                                              std::pair{"\x1B[A\r\n"s, Presses{{Key::up}, {Key::enter}}}}) {
        Line line;
        line.wait();
        line.receive(characters);
        line.wait();
        EXPECT_EQ(line.take(), presses) << in_hex(characters);
        EXPECT_TRUE(line.keys.is_trusted());
    }
}

TEST(SerialKeysTest, AKeyHasEightCharactersAtMost)
{
    for (std::string const& characters :
         {"\x1B[1;1;1A"s, std::string(SerialKeys::longest_keys, '\x1B'), "\x1B[000~"s.insert(2, "0")}) {
        Line line;
        line.wait();
        line.receive(characters);
        line.wait();
        bool const fits = characters.size() <= SerialKeys::longest_keys;
        EXPECT_EQ(line.keys.is_trusted(), fits && line.take() != Presses{}) << in_hex(characters);
    }
    for (std::string const& characters : {"\x1B[1;1;11A"s, std::string(SerialKeys::longest_keys + 1, '\x1B'),
                                          std::string(SerialKeys::longest, '\x1B'), std::string(500, '\x1B')}) {
        Line line;
        line.wait();
        line.receive(characters);
        line.wait();
        EXPECT_EQ(line.take(), Presses{}) << in_hex(characters);
    }
}

// What else may be at the end of COM1.

void expect_no_key(std::string_view characters, int period)
{
    Line line;
    for (int i = 0; i < 20; ++i) {
        line.receive(characters);
        line.wait(period);
    }
    EXPECT_EQ(line.take(), Presses{}) << in_hex(characters);
    EXPECT_FALSE(line.keys.is_trusted());
}

TEST(SerialKeysTest, AGpsReceiverPressesNoKey)
{
    std::string_view const sentence = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";
    for (int const period : {0, 1, 3, 18})
        expect_no_key(sentence, period);
    for (std::size_t at = 0; at < sentence.size(); ++at) { // the menu opens within a sentence
        Line line;
        line.receive(sentence.substr(at));
        line.wait();
        line.receive(sentence);
        line.wait();
        EXPECT_EQ(line.take(), Presses{}) << at;
    }
}

TEST(SerialKeysTest, ALoginPromptPressesNoKey)
{
    for (int const period : {3, 18})
        for (std::string_view const banner :
             {"\r\n\r\nDebian GNU/Linux 12 host ttyS0\r\n\r\nhost login: ", "\r\nlogin: ", "Password: ",
              "\r\nLogin incorrect\r\n", "\r\n\r\n", "# ", "\r\n$ "})
            expect_no_key(banner, period);
}

TEST(SerialKeysTest, ALineErrorIsNoKey)
{
    expect_no_key("\0"s, 3);
    expect_no_key("\0\0\0"s, 3);
    expect_no_key("\0\r"s, 3);
    expect_no_key("a\0"s, 3);
    auto line = Line::trusted();
    line.receive("\x1B[\0A"s);
    EXPECT_EQ(line.take(), (Presses{{Key::character, 'A'}}));
    line.receive("a\0b\r\0c"s);
    EXPECT_EQ(line.take(),
              (Presses{{Key::character, 'a'}, {Key::character, 'b'}, {Key::enter}, {Key::character, 'c'}}));
}

// At another speed its bytes have framing errors, which the UART's driver returns as NUL; or they have none.
TEST(SerialKeysTest, AMousePressesNoKey)
{
    expect_no_key("\0\0\0"s, 3);
    expect_no_key("\x40\0\0"s, 1);
    expect_no_key("\x4C\x3F\x02"s, 3);
    expect_no_key("M3"s, 3);
}

// A cable, or a terminal with local echo, that returns what the menu sends.
TEST(SerialKeysTest, AnEchoPressesNoKey)
{
    expect_no_key("\x1B[c", 3);
    expect_no_key("\x1B[c\nfarjump, boot entries: 3; /loader/entries, drive 80h\r\n> 1  a\r\n", 3);
    expect_no_key("^[[c", 3);
    expect_no_key("entry 1 boots in 10 s; a key stops that\r\n", 3);
    expect_no_key("\x1B[1;1Hfarjump", 3);
    expect_no_key("\x1B[m\x1B[2J\x1B[H", 3);
    expect_no_key("\a", 3);
}

TEST(SerialKeysTest, AStreamWithoutPausesPressesNoKey)
{
    std::mt19937 random(1);
    Line line;
    for (int i = 0; i < rounds(100'000); ++i) {
        char const character = static_cast<char>(random());
        line.receive({&character, 1});
        line.wait(static_cast<int>(random() % 2)); // less than silence
    }
    EXPECT_EQ(line.take(), Presses{});
}

TEST(SerialKeysTest, WithoutCharactersThereAreNoKeys)
{
    Line line;
    line.wait(1000);
    EXPECT_EQ(line.take(), Presses{});
}

} // namespace
