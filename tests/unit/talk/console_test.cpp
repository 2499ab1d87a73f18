// SPDX-License-Identifier: BSD-2-Clause
// Tests the output to the user: on the screen and on COM1, step by step, and at the end of a failed boot.
#include "stage2/talk/console.hpp"

#include "include/version.hpp"
#include "stage2/talk/failure.hpp"
#include "tests/fake_uart.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace {

// The loader's first line, on the screen and on COM1.
std::string const shown = "\nfarjump " FARJUMP_RELEASE "\n";
std::string const sent = "\r\nfarjump " FARJUMP_RELEASE "\r\n";

struct ConsoleTest : testing::Test {
    void set_clock(std::uint32_t ticks) { machine.put(bios::ticks, Le32{ticks}); }

    FakeMachine machine;
    FakeUart uart{machine};
};

TEST_F(ConsoleTest, TellsEachStepOnScreenAndSerialPort)
{
    console::open();
    console::step("reading the memory map");
    EXPECT_EQ(console::current_step(), "reading the memory map");
    console::done("127 MiB usable");
    console::close();
    EXPECT_EQ(machine.screen, " \b" + shown + "stage2: reading the memory map        ok   127 MiB usable\n");
    EXPECT_EQ(uart.sent, sent + "stage2: reading the memory map        ok   127 MiB usable\r\n");
}

TEST_F(ConsoleTest, KnowsWhetherTheSerialPortHasReceivedACharacter)
{
    console::open();
    EXPECT_FALSE(console::is_called());
    uart.received = "x";
    EXPECT_TRUE(console::is_called());
    EXPECT_EQ(uart.received, "x"); // it stays
    uart.receives_junk = true;     // of a mouse
    EXPECT_FALSE(console::is_called());
    uart.receives_junk = false;
    console::use_serial(console::SerialUse::no);
    EXPECT_FALSE(console::is_called());
}

TEST_F(ConsoleTest, WithoutASerialPortThereIsNoCallAndNoDialog)
{
    uart.state = FakeUart::State::reads_ff;
    console::open();
    uart.received = "x";
    EXPECT_FALSE(console::is_called());
    EXPECT_EQ(console::dialog(), nullptr);
}

TEST_F(ConsoleTest, ADialogBeginsBehindTheLog)
{
    console::open();
    uart.looks_per_character = 3;
    console::write(std::string(200, 'x'));
    auto* const port = console::dialog();
    ASSERT_NE(port, nullptr);
    EXPECT_TRUE(uart.sent.ends_with(std::string(200, 'x')));
    EXPECT_EQ(port->write_part("y", x86::Serial::Wait::yes), 1u);
    EXPECT_TRUE(uart.sent.ends_with("xy"));
    console::use_serial(console::SerialUse::no);
    EXPECT_EQ(console::dialog(), nullptr);
}

// A line of 115,200 baud that takes a character each so many looks.
TEST_F(ConsoleTest, DoesNotWaitForASlowSerialLine)
{
    console::open();
    uart.looks_per_character = 1000;
    machine.port_reads.clear();
    for (int i = 0; i < 10; ++i) {
        console::step("counting");
        console::done("some");
    }
    EXPECT_LT(machine.reads_of(FakeUart::line_status), 25u);
    EXPECT_LT(uart.sent.size(), 40u);
    console::close();
    EXPECT_LT(machine.reads_of(FakeUart::line_status), 25u);
    EXPECT_EQ(uart.lost, 0);
}

TEST_F(ConsoleTest, SendsAllToALineThatIsAlwaysReady)
{
    console::open();
    for (int i = 0; i < 10; ++i)
        console::write("many words, more than a FIFO takes");
    console::close();
    EXPECT_EQ(uart.sent, sent + machine.screen.substr(machine.screen.find("many")));
}

TEST_F(ConsoleTest, SendsAllThatItOwesWhenABootFails)
{
    console::open();
    uart.looks_per_character = 100;
    console::step("loading the kernel");
    console::note("a long note, which the line has not taken yet when the boot fails");
    machine.on_interrupt(0x16, [&](bios::Registers const& input) { return without_carry(input); });
    EXPECT_THROW(stop({errors::Code::disk_read_failed, {0x80, 1234, 4}, "sector not found"}), FakeMachine::Restarted);
    EXPECT_NE(uart.sent.find("the boot fails\r\nFJ-0401: failed while loading the kernel\r\n"), std::string::npos)
        << uart.sent;
    EXPECT_TRUE(uart.sent.ends_with("press a key to restart\r\n"));
    EXPECT_EQ(uart.lost, 0);
}

TEST_F(ConsoleTest, SendsAllOfAMessageThatBeginsALineWithoutAFifo)
{
    uart.has_fifos = false;
    console::open();
    console::write_at_once();
    console::write("\n\nwords\n");
    EXPECT_EQ(uart.sent, sent + "\r\n\r\nwords\r\n");
}

TEST_F(ConsoleTest, SendsBeforeTheLogDropsLines)
{
    console::open();
    uart.looks_per_character = 1;
    std::string all = sent;
    for (int i = 0; i < 200; ++i) {
        auto const line = "line " + std::to_string(i) + " of a very long boot, which the log cannot keep whole";
        console::write(line);
        console::write("\n");
        all += line + "\r\n";
    }
    console::write_at_once();
    console::write("\n");
    EXPECT_EQ(uart.sent, all + "\r\n");
}

TEST_F(ConsoleTest, UsesTheSerialPortAsLoaderConfSays)
{
    using console::SerialUse;
    auto const boot = [&](SerialUse use) {
        uart.sent.clear();
        uart.looks_per_character = 0;
        console::open();
        console::use_serial(use);
        uart.looks_per_character = 1000;
        console::step("loading the kernel");
        console::done("whole");
        console::close();
        return uart.sent;
    };
    std::string const whole = sent + "stage2: loading the kernel            ok   whole\r\n";
    EXPECT_EQ(boot(SerialUse::yes), whole);
    EXPECT_EQ(boot(SerialUse::unless_waiting), whole.substr(0, sent.size() + 14) + "\r\n");
    EXPECT_EQ(boot(SerialUse::no), sent);
    EXPECT_EQ(boot(SerialUse::errors), sent);
    console::write_at_once();
    console::write("why\n");
    EXPECT_EQ(uart.sent, whole + "why\r\n");
}

// As on servers, and with qemu -nographic.
TEST_F(ConsoleTest, LeavesTheSerialPortToABiosThatWritesToIt)
{
    machine.on_interrupt(0x10, [&](bios::Registers const& input) {
        machine.ports.at(x86::com1_usual).write(static_cast<std::uint8_t>(input.eax));
        return without_carry(input);
    });
    machine.ports.at(x86::com1_usual + 3).write(0x03);
    console::open();
    console::step("loading the kernel");
    console::done("whole");
    EXPECT_EQ(uart.sent, sent + "stage2: loading the kernel            ok   whole\r\n");
    EXPECT_EQ(uart.divisor, 0u) << "its speed is the BIOS's";
    console::close();
    EXPECT_EQ(uart.divisor, 1u) << "the kernel's is 115,200 baud";
}

TEST_F(ConsoleTest, SpeaksToTheSerialPortThatTheBiosHasFound)
{
    FakeUart second{machine, 0x2F8};
    machine.put(x86::com1_word, Le16{0x2F8});
    console::open();
    console::write("words");
    EXPECT_EQ(second.sent, sent + "words");
    EXPECT_EQ(uart.sent, "");
}

TEST_F(ConsoleTest, TakesNoOtherPortThanTheUsualOnesForASerialPort)
{
    for (auto const junk : std::to_array<std::uint16_t>({0, 0x70, 0x378, 0x3F0, 0x3FF, 0xFFFF})) {
        uart.sent.clear();
        machine.put(x86::com1_word, Le16{junk});
        console::open();
        console::write("words");
        EXPECT_EQ(uart.sent, sent + "words") << junk;
    }
}

TEST_F(ConsoleTest, GoesOnWithoutASerialPort)
{
    uart.state = FakeUart::State::reads_ff;
    console::open();
    console::write("words");
    EXPECT_EQ(machine.screen, shown + "words");
    EXPECT_EQ(uart.sent, "");
}

TEST_F(ConsoleTest, GivesASignOfLifeOnceASecond)
{
    console::open();
    set_clock(1000);
    console::step("loading the kernel");
    machine.screen.clear();
    set_clock(1017);
    console::progress(1 << 20);
    EXPECT_EQ(machine.screen, "");
    set_clock(1019);
    console::progress(20 << 20);
    console::progress(21 << 20);
    EXPECT_NE(machine.screen.find("20 MiB read so far"), std::string::npos);
    EXPECT_EQ(machine.screen.find("21 MiB"), std::string::npos);
    set_clock(3); // midnight
    console::progress(30 << 20);
    EXPECT_NE(machine.screen.find("30 MiB read so far"), std::string::npos);
}

TEST_F(ConsoleTest, AFailureHasItsLinesAndEndsInARestart)
{
    console::open();
    console::step("loading the kernel");
    machine.screen.clear();
    uart.received = "";
    int looks = 0;
    machine.on_interrupt(0x16, [&](bios::Registers const& input) {
        auto reply = without_carry(input);
        reply.flags = ++looks == 5 ? 0 : 0x40;
        return reply;
    });
    EXPECT_THROW(stop({errors::Code::disk_read_failed, {0x80, 1234, 4}, "sector not found"}), FakeMachine::Restarted);
    EXPECT_EQ(machine.screen, "\nFJ-0401: failed while loading the kernel\n"
                              "  drive 80h, LBA 1,234: BIOS status 4h (sector not found)\n"
                              "  try: try another disk, cable or USB port; copy the image again\n"
                              "press a key to restart\n");
    EXPECT_EQ(machine.written_to(0x64), std::vector<std::uint8_t>{0xFE});
    EXPECT_EQ(machine.written_to(0xCF9), std::vector<std::uint8_t>{0x06});
}

} // namespace
