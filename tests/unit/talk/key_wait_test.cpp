// SPDX-License-Identifier: BSD-2-Clause
// Tests that a message stays until a person presses a key: input from machines on COM1 does not count.
#include "stage2/talk/console.hpp"

#include "stage2/talk/failure.hpp"
#include "tests/fake_uart.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <iterator>
#include <random>
#include <span>
#include <string_view>
#include <utility>

namespace {

constexpr std::uint32_t second = 18;       // in ticks
constexpr std::uint32_t start = 1'572'000; // the ticks begin anew within the hour: it is close to midnight
constexpr std::uint32_t ticks_per_day = 1'573'040;
constexpr std::uint32_t long_enough = 300 * second;
constexpr std::string_view advice = "COM1 is not silent: use the keyboard";

struct StillWaits {};

// Time goes on while the loader looks for a key, and a peer at the other end of COM1 acts at each tick.
struct KeyWaitTest : testing::Test {
    KeyWaitTest()
    {
        console::open();
        set_clock();
        machine.on_interrupt(0x16, [this](bios::Registers const& input) { return serve(input); });
    }

    void set_clock() { machine.put(bios::ticks, Le32{clock_stands_still ? start : (start + tick) % ticks_per_day}); }

    bios::Registers serve(bios::Registers const& input)
    {
        auto reply = wreckage();
        if (input.ah() == 0) {
            --keys;
            return reply;
        }
        constexpr std::uint32_t looks_in_a_tick = 40;
        if (++looks % (clock_stands_still ? 20'000 : looks_in_a_tick) == 0) {
            ++tick;
            machine.calls.clear(); // millions of looks would fill the memory of a 32-bit program
            set_clock();
            each_tick();
        }
        if (tick > long_enough)
            throw StillWaits{};
        reply.flags = keys > 0 ? 0 : 0x40;
        return reply;
    }

    // The tick at which the waiting ended.
    std::uint32_t waits_until()
    {
        console::write_at_once();
        console::wait_for_key();
        return tick;
    }
    void expect_waits_on()
    {
        console::write_at_once();
        EXPECT_THROW(console::wait_for_key(), StillWaits);
    }

    void press_on_serial_line(std::uint32_t when, std::string_view characters)
    {
        each_tick = [=, this, before = std::exchange(each_tick, [] {})] {
            before();
            if (tick == when)
                uart.received += characters;
        };
    }

    // What was sent comes back so many ticks later.
    void echo(std::uint32_t delay)
    {
        each_tick = [=, this] {
            for (; echoed < uart.sent.size(); ++echoed)
                under_way.emplace_back(tick + delay, uart.sent[echoed]);
            for (; !under_way.empty() && under_way.front().first <= tick; under_way.pop_front())
                uart.received += under_way.front().second;
        };
    }

    // Something is sent each so many ticks.
    void talk(std::uint32_t period, std::string words)
    {
        each_tick = [=, this] { uart.received += tick % period == 0 ? words : ""; };
    }

    std::size_t times_advised() const
    {
        std::size_t times = 0;
        for (auto at = machine.screen.find(advice); at != std::string::npos; at = machine.screen.find(advice, at + 1))
            ++times;
        return times;
    }

    FakeMachine machine;
    FakeUart uart{machine};
    std::function<void()> each_tick = [] {};
    bool clock_stands_still = false;
    std::uint32_t tick = 0;
    std::uint64_t looks = 0;
    int keys = 0;
    std::size_t echoed = 0;
    std::deque<std::pair<std::uint32_t, char>> under_way;
};

TEST_F(KeyWaitTest, AKeyOnTheKeyboardCountsAtOnce)
{
    each_tick = [this] { keys = tick == 5; };
    EXPECT_EQ(waits_until(), 5u);
    EXPECT_EQ(times_advised(), 0u);
}

TEST_F(KeyWaitTest, KeysThatWerePressedBeforeDoNot)
{
    keys = 15;
    uart.received = "before";
    expect_waits_on();
    EXPECT_EQ(keys, 0);
    EXPECT_EQ(times_advised(), 0u);
}

TEST_F(KeyWaitTest, AKeyOnTheSerialLineCountsAfterSilence)
{
    for (std::string_view const key : {"\r", " ", "\r\n", "\x1B[A", "\x1B[15~"}) {
        auto const when = tick + 4 * second;
        press_on_serial_line(when, key);
        EXPECT_GE(waits_until(), when);
        EXPECT_LE(tick, when + second);
    }
    EXPECT_EQ(times_advised(), 0u);
}

TEST_F(KeyWaitTest, AKeyTooEarlyIsToldHow)
{
    press_on_serial_line(second, "\r");
    press_on_serial_line(2 * second, "\r");
    press_on_serial_line(6 * second, "\r");
    EXPECT_GE(waits_until(), 6 * second);
    EXPECT_LE(tick, 7 * second);
    EXPECT_EQ(times_advised(), 1u);
    EXPECT_NE(uart.sent.find(advice), std::string::npos);
}

TEST_F(KeyWaitTest, AnEchoDoesNotCountHoweverLate)
{
    for (std::uint32_t const delay : {0u, 1u, 4u, 27u, 50u, 200u}) {
        tick = 0;
        echo(delay);
        console::write("FJ-0401: failed while loading the kernel\npress a key to restart\n");
        expect_waits_on();
    }
    EXPECT_GE(times_advised(), 1u);
}

TEST_F(KeyWaitTest, ALineThatTalksDoesNotCount)
{
    std::uint32_t const periods[] = {second, 1, 2 * second, 10 * second, 60 * second};
    for (auto const period : std::span(periods).first(rounds(std::size(periods)))) {
        tick = 0;
        talk(period, "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n");
        expect_waits_on();
    }
}

TEST_F(KeyWaitTest, ALoginPromptThatAnswersDoesNotCount)
{
    each_tick = [this] {
        bool const hears = std::exchange(echoed, uart.sent.size()) != uart.sent.size();
        if (hears || tick % (60 * second) == 0)
            uart.received += "\r\nDebian GNU/Linux 12 host ttyS0\r\n\r\nhost login: ";
    };
    console::write("press a key to restart\n");
    expect_waits_on();
}

TEST_F(KeyWaitTest, AKeyboardCountsWhileTheLineTalks)
{
    talk(2, "words");
    each_tick = [this, before = each_tick] {
        before();
        keys = tick == 90 * second;
    };
    EXPECT_EQ(waits_until(), 90 * second);
    EXPECT_EQ(times_advised(), 1u);
}

TEST_F(KeyWaitTest, NoiseDoesNotCount)
{
    std::mt19937 random(1);
    each_tick = [&] { uart.received += random() % 5 == 0 ? std::string(1, static_cast<char>(random())) : ""; };
    expect_waits_on();
}

TEST_F(KeyWaitTest, AMouseDoesNotCount)
{
    uart.receives_junk = true; // it sends at 1,200 baud
    talk(10 * second, "abc");
    expect_waits_on();
}

// Where the BIOS's ticks stand still, looks are counted.
TEST_F(KeyWaitTest, AKeyCountsWithoutAClock)
{
    clock_stands_still = true;
    press_on_serial_line(second, "\r");
    press_on_serial_line(6 * second, "\r");
    EXPECT_GE(waits_until(), 6 * second);
    EXPECT_LE(tick, 7 * second);
}

TEST_F(KeyWaitTest, AnEchoDoesNotCountWithoutAClock)
{
    clock_stands_still = true;
    echo(second);
    console::write("press a key to restart\n");
    each_tick = [this, before = each_tick] {
        before();
        if (tick > 6 * second)
            throw StillWaits{};
    };
    expect_waits_on();
}

// A wait of so many seconds.

TEST_F(KeyWaitTest, AWaitEndsByItselfAfterItsSeconds)
{
    EXPECT_FALSE(console::wait_for_key(10));
    EXPECT_GE(tick, 10 * second - 2);
    EXPECT_LE(tick, 11 * second);
}

TEST_F(KeyWaitTest, AWaitEndsByItselfWithoutAClock)
{
    clock_stands_still = true;
    EXPECT_FALSE(console::wait_for_key(3));
    EXPECT_GE(tick, 2 * second); // looks that are counted are shorter than ticks
    EXPECT_LE(tick, 4 * second);
}

TEST_F(KeyWaitTest, AWaitEndsWithAKeyBeforeItsSeconds)
{
    each_tick = [this] { keys = tick == 5; };
    EXPECT_TRUE(console::wait_for_key(10));
    EXPECT_EQ(tick, 5u);
    tick = 0;
    each_tick = [] {};
    press_on_serial_line(4 * second, "\r");
    EXPECT_TRUE(console::wait_for_key(10));
    EXPECT_LE(tick, 5 * second);
}

TEST_F(KeyWaitTest, ALineThatTalksDoesNotProlongAWait)
{
    talk(1, "words");
    EXPECT_FALSE(console::wait_for_key(10));
    EXPECT_LE(tick, 11 * second);
}

constexpr Error an_error{
    .code = errors::Code::disk_read_failed, .numbers = {0x80, 1234, 4}, .name = "sector not found"};

TEST_F(KeyWaitTest, ACountedBootRestartsByItself)
{
    EXPECT_THROW(stop(an_error, ByItself::yes), FakeMachine::Restarted);
    EXPECT_GE(tick, 10 * second - 2);
    EXPECT_LE(tick, 11 * second);
    EXPECT_TRUE(machine.screen.ends_with("\nthis try was counted: the PC restarts in 10 s; a key stops that"))
        << machine.screen;
}

TEST_F(KeyWaitTest, AKeyStopsTheRestartOfACountedBoot)
{
    each_tick = [this] { keys = tick == 50; };
    EXPECT_THROW(stop(an_error, ByItself::yes), StillWaits);
    each_tick = [this] { keys = tick == 50 || tick == 100 * second; };
    tick = 0;
    EXPECT_THROW(stop(an_error, ByItself::yes), FakeMachine::Restarted);
    EXPECT_EQ(tick, 100 * second);
    EXPECT_NE(machine.screen.find("press a key to restart\n"), std::string::npos);
}

TEST_F(KeyWaitTest, ABootThatIsNotCountedWaits)
{
    EXPECT_THROW(stop(an_error), StillWaits);
    EXPECT_EQ(machine.screen.find("counted"), std::string::npos);
}

// What prints a message may fail in turn: that must not show in it.
TEST_F(KeyWaitTest, AMessageStaysTheSameWhilePrintingItFails)
{
    machine.on_interrupt(0x10, [this](bios::Registers const& input) {
        machine.screen += input.al() == '\r' ? '\0' : static_cast<char>(input.al());
        static_cast<void>(fail(errors::Code::a20_closed));
        return wreckage();
    });
    console::step("loading the kernel");
    keys = 0;
    each_tick = [this] { keys = tick == 5; };
    machine.screen.clear();
    auto const failed = []() -> Result<void> {
        return fail(errors::Code::disk_read_failed, {0x80, 1234, 4}, "sector not found");
    };
    EXPECT_THROW(stop(failed().error()), FakeMachine::Restarted);
    std::erase(machine.screen, '\0');
    EXPECT_EQ(machine.screen, "\nFJ-0401: failed while loading the kernel\n"
                              "  drive 80h, LBA 1,234: BIOS status 4h (sector not found)\n"
                              "  try: try another disk, cable or USB port; copy the image again\n"
                              "press a key to restart\n");
}

} // namespace
