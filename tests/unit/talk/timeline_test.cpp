// SPDX-License-Identifier: BSD-2-Clause
// Tests the timeline: a mark for each step, in order, and no more marks than it can hold.
#include "stage2/talk/timeline.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

struct TimelineTest : testing::Test {
    FakeMachine machine;
};

TEST_F(TimelineTest, MarksStepsInOrder)
{
    timeline::begin();
    timeline::mark("one");
    timeline::mark("two");
    auto const marks = timeline::marks();
    ASSERT_EQ(marks.size(), 3u);
    EXPECT_STREQ(marks[0].step, "starting stage 2");
    EXPECT_STREQ(marks[1].step, "one");
    EXPECT_STREQ(marks[2].step, "two");
    EXPECT_LE(marks[0].tsc, marks[1].tsc);
    EXPECT_LE(marks[1].tsc, marks[2].tsc);
    EXPECT_NE(marks[0].tsc, 0u);
    timeline::begin();
    EXPECT_EQ(timeline::marks().size(), 1u);
}

TEST_F(TimelineTest, CutsLongNames)
{
    timeline::begin();
    std::string const longest(39, 'x');
    timeline::mark(longest + "yz");
    EXPECT_EQ(timeline::marks()[1].step, longest);
}

TEST_F(TimelineTest, EndsWhenItIsFull)
{
    timeline::begin();
    for (std::size_t i = 0; i < 2 * timeline::most_marks; ++i)
        timeline::mark("step " + std::to_string(i));
    ASSERT_EQ(timeline::marks().size(), timeline::most_marks);
    EXPECT_STREQ(timeline::marks().back().step, "step 22");
}

TEST_F(TimelineTest, StaysEmptyOnAProcessorWithoutClock)
{
    machine.cpuid[1].edx &= ~(1u << 4); // TSC
    timeline::begin();
    EXPECT_TRUE(timeline::marks().empty());
    machine.has_cpuid = false;
    timeline::mark("one");
    EXPECT_TRUE(timeline::marks().empty());
}

} // namespace
