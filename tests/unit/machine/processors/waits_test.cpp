// SPDX-License-Identifier: BSD-2-Clause
// Tests waits by the time stamp counter, and by port 80h where there is no usable counter.
#include "stage2/machine/processors/waits.hpp"

#include "stage2/machine/tsc_rate.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

namespace {

struct WaitsTest : testing::Test {
    WaitsTest()
    {
        machine.time_stamp = [this] { return ticks += 100; };
        processor.identity.eax = 0x15;
    }
    // The counter's rate as the processor reports it.
    void rate(std::uint32_t crystal_hertz, std::uint32_t numerator)
    {
        machine.cpuid[0x15] = {1, numerator, crystal_hertz, 0};
        tsc_rate::start(processor);
    }
    void without_rate()
    {
        processor.identity.eax = 1;
        tsc_rate::start(processor); // the timer does not run: no rate
    }

    FakeMachine machine;
    requirements::Processor processor;
    std::uint32_t ticks = 0;
};

TEST_F(WaitsTest, LastsAsLongAsItShouldByTheCounter)
{
    rate(25'000'000, 80); // 2 GHz
    waits::microseconds(200);
    EXPECT_NEAR(ticks, 400'000, 500);
    EXPECT_EQ(machine.written_to(0x80).size(), 0u);
}

TEST_F(WaitsTest, TakesAnAccessToPort80hForAMicrosecondWithoutARate)
{
    without_rate();
    waits::microseconds(300);
    EXPECT_EQ(machine.written_to(0x80).size(), 300u);
}

TEST_F(WaitsTest, DoesNotTrustAnImpossibleRate)
{
    rate(4'000'000'000, 4'000'000);
    waits::microseconds(10);
    EXPECT_EQ(machine.written_to(0x80).size(), 10u);
    rate(1000, 1);
    waits::microseconds(10);
    EXPECT_EQ(machine.written_to(0x80).size(), 20u);
}

TEST_F(WaitsTest, EndsWhenTheConditionIsTrue)
{
    without_rate();
    int looks = 0;
    EXPECT_TRUE(waits::until([&] { return ++looks == 5; }, 100));
    EXPECT_EQ(looks, 5);
    EXPECT_EQ(machine.written_to(0x80).size(), 4u);
    EXPECT_FALSE(waits::until([] { return false; }, 100));
    EXPECT_EQ(machine.written_to(0x80).size(), 104u);
}

} // namespace
