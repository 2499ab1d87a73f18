// SPDX-License-Identifier: BSD-2-Clause
// Tests the driver of COM1: what it sends to a UART, and that a missing or stuck UART costs little time.
#include "include/x86/serial.hpp"

#include "tests/fake_uart.hpp"

#include <gtest/gtest.h>

namespace {

using State = FakeUart::State;

struct SerialTest : testing::Test {
    FakeMachine machine;
    FakeUart uart{machine};
    x86::Serial serial;
};

TEST_F(SerialTest, SendsAt115200Baud)
{
    serial.open(x86::com1_usual);
    EXPECT_TRUE(serial.present());
    serial.write("one\ntwo");
    EXPECT_EQ(uart.sent, "one\r\ntwo");
    EXPECT_EQ(uart.divisor, 1u);
    EXPECT_FALSE(uart.sent_before_set_up);
}

TEST_F(SerialTest, SaysNothingBeforeItIsOpen)
{
    serial.write("one");
    EXPECT_TRUE(machine.port_writes.empty());
    EXPECT_FALSE(serial.receive());
}

TEST_F(SerialTest, WastesNoTimeOnAMissingPort)
{
    for (auto const state : {State::reads_ff, State::reads_00}) {
        uart.state = state;
        serial.open(x86::com1_usual);
        EXPECT_FALSE(serial.present());
        machine.port_reads.clear();
        machine.port_writes.clear();
        serial.write("one");
        EXPECT_FALSE(serial.receive());
        EXPECT_TRUE(machine.port_reads.empty());
        EXPECT_TRUE(machine.port_writes.empty());
    }
}

TEST_F(SerialTest, GivesUpAPortThatIsStuck)
{
    uart.state = State::stuck;
    serial.open(x86::com1_usual);
    serial.write("many words");
    EXPECT_FALSE(serial.present());
    EXPECT_LE(machine.reads_of(FakeUart::line_status), 200'000u);
    machine.port_reads.clear();
    serial.write("many words");
    EXPECT_TRUE(machine.port_reads.empty());
}

TEST_F(SerialTest, GivesUpAPortThatGetsStuckLater)
{
    serial.open(x86::com1_usual);
    uart.sends_until_stuck = 3;
    serial.write("many words");
    EXPECT_EQ(uart.sent, "man");
    EXPECT_FALSE(serial.present());
}

TEST_F(SerialTest, SendsAPartThatFitsWithoutAWait)
{
    using enum x86::Serial::Wait;
    serial.open(x86::com1_usual);
    uart.looks_per_character = 10;
    std::string_view const words = "a line of text\nand another one, longer\n";
    auto const first = serial.write_part(words, no);
    EXPECT_EQ(uart.sent, "a line of text");
    EXPECT_EQ(first, 14u);
    EXPECT_EQ(serial.write_part(words.substr(first), no), 0u);
    EXPECT_EQ(serial.write_part(words.substr(first), yes), 13u);
    EXPECT_EQ(uart.sent, "a line of text\r\nand another ");
    serial.break_line();
    EXPECT_EQ(uart.sent, "a line of text\r\nand another \r\n");
    EXPECT_EQ(uart.lost, 0);
    EXPECT_EQ(serial.write_part({}, yes), 0u);
}

TEST_F(SerialTest, SplitsNoLineEndThatTheTransmitterSplits)
{
    using enum x86::Serial::Wait;
    serial.open(x86::com1_usual);
    uart.looks_per_character = 1;
    std::string_view words = "13 characters\n\nmore";
    for (std::size_t taken = 0; !words.empty(); words.remove_prefix(taken))
        taken = serial.write_part(words, yes);
    EXPECT_EQ(uart.sent, "13 characters\r\n\r\nmore");
    EXPECT_EQ(uart.lost, 0);
}

TEST_F(SerialTest, SendsOneCharacterAtATimeWithoutAFifo)
{
    uart.has_fifos = false;
    serial.open(x86::com1_usual);
    uart.looks_per_character = 1;
    EXPECT_EQ(serial.write_part("words", x86::Serial::Wait::no), 1u);
    EXPECT_EQ(serial.write_part("ords", x86::Serial::Wait::yes), 1u);
    serial.break_line(); // no room for that
    EXPECT_EQ(uart.sent, "wo");
    EXPECT_EQ(uart.lost, 0);
}

// 0 would say that the port is stuck.
TEST_F(SerialTest, TakesALineFeedWholeWithoutAFifo)
{
    uart.has_fifos = false;
    serial.open(x86::com1_usual);
    uart.looks_per_character = 1;
    EXPECT_EQ(serial.write_part("\n", x86::Serial::Wait::no), 0u);
    EXPECT_EQ(serial.write_part("\n", x86::Serial::Wait::yes), 1u);
    EXPECT_EQ(serial.write_part("\nwords", x86::Serial::Wait::yes), 1u);
    EXPECT_EQ(uart.sent, "\r\n\r\n");
    EXPECT_EQ(uart.lost, 0);
}

TEST_F(SerialTest, GivesUpAPortThatIsStuckAtAPart)
{
    serial.open(x86::com1_usual);
    uart.state = State::stuck;
    EXPECT_EQ(serial.write_part("words", x86::Serial::Wait::no), 0u);
    EXPECT_TRUE(serial.present());
    EXPECT_EQ(serial.write_part("words", x86::Serial::Wait::yes), 0u);
    EXPECT_FALSE(serial.present());
}

TEST_F(SerialTest, NoticesThatAnotherProgramWritesToThePort)
{
    machine.ports.at(x86::com1_usual + 3).write(0x03);
    auto const other = [&] { machine.ports.at(x86::com1_usual).write('x'); };
    EXPECT_TRUE(serial.is_written_by(x86::com1_usual, other));
    EXPECT_EQ(uart.sent, "");
    EXPECT_EQ(uart.received, "");
    EXPECT_FALSE(serial.is_written_by(x86::com1_usual, [] {}));
    uart.received = "left over";
    EXPECT_FALSE(serial.is_written_by(x86::com1_usual, [] {}));
    for (auto const state : {State::reads_ff, State::reads_00}) {
        uart.state = state;
        EXPECT_FALSE(serial.is_written_by(x86::com1_usual, other));
    }
}

TEST_F(SerialTest, TakesOneCharacterAtATime)
{
    serial.open(x86::com1_usual);
    EXPECT_FALSE(serial.receive());
    uart.received = "ab";
    EXPECT_EQ(serial.receive(), 'a');
    EXPECT_EQ(serial.receive(), 'b');
    EXPECT_FALSE(serial.receive());
}

TEST_F(SerialTest, GivesANulForWhatDidNotComeInWhole)
{
    serial.open(x86::com1_usual);
    uart.receives_junk = true;
    uart.received = "a";
    EXPECT_EQ(serial.receive(), '\0');
    EXPECT_FALSE(serial.receive());
}

} // namespace
