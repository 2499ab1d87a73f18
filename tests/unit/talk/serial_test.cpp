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
