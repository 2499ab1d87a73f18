// SPDX-License-Identifier: BSD-2-Clause
// The rate of the time stamp counter, against a timer that runs, stands, ends, or is not there.
#include "stage2/machine/tsc_rate.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

namespace {

constexpr double processor_hertz = 3e9;

struct TscRateTest : testing::Test {
    TscRateTest()
    {
        machine.time_stamp = [this] { return static_cast<std::uint32_t>(time); };
        machine.ports[0x61] = {[this] { return look(); }, [this](std::uint8_t value) { port_b = value; }};
        machine.ports[0x42] = {[this] { return next_byte(); }, [this](std::uint8_t) { programmed_at = time; }};
        machine.ports[0x43].write = [this](std::uint8_t value) { command(value); };
    }

    void command(std::uint8_t value)
    {
        pass_microseconds(1);
        EXPECT_EQ(port_b, 1) << "the speaker would be heard";
        if (value == 0xB0)
            ++starts;
        else if (value == 0x80)
            latched = static_cast<std::uint16_t>(0xFFFF - counts()), high_byte = false;
        else
            ADD_FAILURE() << "unexpected command " << int{value};
    }

    std::uint8_t next_byte()
    {
        pass_microseconds(1);
        high_byte = !high_byte;
        return static_cast<std::uint8_t>(high_byte ? latched : latched >> 8);
    }

    std::uint8_t look()
    {
        pass_microseconds(1);
        return static_cast<std::uint8_t>((port_b & ~0x20) | (counts() > 0xFFFF || stuck_high ? 0x20 : 0));
    }

    std::uint64_t counts() const
    {
        auto const passed = static_cast<double>(time - programmed_at);
        return runs && port_b & 1 ? static_cast<std::uint64_t>(passed / processor_hertz * 1'193'182) : 0;
    }

    void pass_microseconds(double count) { time += static_cast<std::uint64_t>(count * processor_hertz / 1e6); }

    FakeMachine machine;
    requirements::Processor processor; // its highest leaf is 0
    std::uint64_t time = 0xFFF0'0000;  // the lower half overflows during the measurement
    std::uint64_t programmed_at = 0;
    std::uint16_t latched = 0;
    bool high_byte = false;
    int starts = 0;
    std::uint8_t port_b = 0x12; // the speaker's data bit was set
    bool runs = true;
    bool stuck_high = false;
};

void expect_rate(std::uint64_t rate)
{
    EXPECT_NEAR(static_cast<double>(rate), processor_hertz, processor_hertz / 500);
}

TEST_F(TscRateTest, CostsNoTimeWhereTheBootTookEnough)
{
    tsc_rate::start(processor);
    pass_microseconds(5000);
    auto const before = time;
    expect_rate(tsc_rate::finish());
    EXPECT_LT(static_cast<double>(time - before), processor_hertz * 20e-6);
    EXPECT_EQ(port_b, 0x02) << "the speaker's bits must be as they were";
    EXPECT_EQ(starts, 1);
}

// Intel's later processors: a crystal of 24 MHz, and 125 ticks for each of its periods.
TEST_F(TscRateTest, IsWhatTheProcessorSays)
{
    processor.identity.eax = 0x16;
    machine.cpuid[0x15] = {.eax = 2, .ebx = 250, .ecx = 24'000'000, .edx = 0};
    tsc_rate::start(processor);
    tsc_rate::look();
    EXPECT_EQ(tsc_rate::finish(), 3'000'000'000u);
    EXPECT_EQ(starts, 0);
    EXPECT_EQ(port_b, 0x12);
}

TEST_F(TscRateTest, IsMeasuredIfTheProcessorSaysTooLittle)
{
    processor.identity.eax = 0x15;
    for (x86::CpuidLeaf const leaf : {x86::CpuidLeaf{0, 250, 24'000'000, 0}, {2, 0, 24'000'000, 0}, {2, 250, 0, 0}}) {
        machine.cpuid[0x15] = leaf;
        tsc_rate::start(processor);
        expect_rate(tsc_rate::finish());
    }
    processor.identity.eax = 0x14; // then leaf 15h says something else
    machine.cpuid[0x15] = {1, 1, 1, 1};
    tsc_rate::start(processor);
    expect_rate(tsc_rate::finish());
}

TEST_F(TscRateTest, WaitsForTheRestOfTheTime)
{
    tsc_rate::start(processor);
    auto const before = time;
    expect_rate(tsc_rate::finish());
    EXPECT_LT(static_cast<double>(time - before), processor_hertz * 4e-3);
    EXPECT_EQ(port_b, 0x02);
}

TEST_F(TscRateTest, IsTakenByTheFirstLookThatIsLateEnough)
{
    tsc_rate::start(processor);
    pass_microseconds(10);
    tsc_rate::look(); // too early
    pass_microseconds(8000);
    tsc_rate::look();
    pass_microseconds(1e6); // the timer has long ended
    machine.port_reads.clear();
    tsc_rate::look();
    EXPECT_TRUE(machine.port_reads.empty());
    expect_rate(tsc_rate::finish());
    EXPECT_EQ(starts, 1);
}

TEST_F(TscRateTest, BeginsAgainWhereTheTimerEndedBeforeALook)
{
    tsc_rate::start(processor);
    pass_microseconds(60'000);
    tsc_rate::look();
    EXPECT_EQ(starts, 2);
    pass_microseconds(6000);
    expect_rate(tsc_rate::finish());

    tsc_rate::start(processor);
    pass_microseconds(200'000);
    expect_rate(tsc_rate::finish());
    EXPECT_EQ(starts, 4);
}

TEST_F(TscRateTest, IsUnknownWhenTheTimerStands)
{
    runs = false;
    tsc_rate::start(processor);
    EXPECT_EQ(tsc_rate::finish(), 0u);
    EXPECT_EQ(port_b, 0x02);
}

TEST_F(TscRateTest, IsUnknownWhenTheTimerStopsLater)
{
    tsc_rate::start(processor);
    runs = false;
    EXPECT_EQ(tsc_rate::finish(), 0u);
}

TEST_F(TscRateTest, IsUnknownWhenTheOutputIsAlwaysHigh)
{
    stuck_high = true;
    tsc_rate::start(processor);
    tsc_rate::look();
    EXPECT_EQ(tsc_rate::finish(), 0u);
    EXPECT_EQ(port_b, 0x02);
}

} // namespace
