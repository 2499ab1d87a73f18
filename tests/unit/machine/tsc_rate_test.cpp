// The rate of the time stamp counter, against a timer that runs, stands, or is not there.
#include "stage2/machine/tsc_rate.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

namespace {

struct TscRateTest : testing::Test {
    TscRateTest()
    {
        machine.time_stamp = [this] { return time; };
        machine.ports[0x61] = {[this] { return look(); }, [this](std::uint8_t value) { port_b = value; }};
        machine.ports[0x42].write = [this](std::uint8_t value) { count = count >> 8 | value << 8; };
        machine.ports[0x43].write = [this](std::uint8_t value) {
            EXPECT_EQ(value, 0xB0);
            EXPECT_EQ(port_b & 3, 1) << "the speaker would be heard";
            programmed_at = time;
        };
    }

    // Each look at the port takes a microsecond of a processor with 3 GHz.
    std::uint8_t look()
    {
        time += 3000;
        bool const over = runs && port_b & 1 && time - programmed_at >= 3'000'000'000ull * count / 1'193'182;
        return static_cast<std::uint8_t>((port_b & ~0x20) | (over || stuck_high ? 0x20 : 0));
    }

    FakeMachine machine;
    std::uint32_t time = 0xFFF0'0000; // it runs over while it is measured
    std::uint32_t programmed_at = 0;
    std::uint32_t count = 0;
    std::uint8_t port_b = 0x12; // the speaker's data bit was set
    bool runs = true;
    bool stuck_high = false;
};

TEST_F(TscRateTest, IsMeasured)
{
    EXPECT_NEAR(static_cast<double>(machine::measure_tsc_rate()), 3e9, 3e6);
    EXPECT_EQ(count, 2386u);
    EXPECT_EQ(port_b, 0x12) << "the speaker's bits must be as they were";
}

TEST_F(TscRateTest, IsUnknownWhenTheTimerStands)
{
    runs = false;
    EXPECT_EQ(machine::measure_tsc_rate(), 0u);
    EXPECT_EQ(port_b, 0x12);
}

TEST_F(TscRateTest, IsUnknownWhenTheOutputIsAlwaysHigh)
{
    stuck_high = true;
    EXPECT_EQ(machine::measure_tsc_rate(), 0u);
}

} // namespace
