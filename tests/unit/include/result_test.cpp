// SPDX-License-Identifier: BSD-2-Clause
// Tests errors in results: the newest one is complete, and a failure whose error was overwritten does not get another
// one's.
#include "include/result.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;

Result<int> failing(Code code, std::uint64_t number)
{
    return fail(code, {number}, "a name");
}

TEST(Result, CarriesItsErrorUp)
{
    auto const outer = []() -> Result<int> { return TRY(failing(Code::disk_changed, 7)) + 1; };
    auto const result = outer();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::disk_changed);
    EXPECT_EQ(result.error()->numbers[0], 7u);
    EXPECT_EQ(result.error()->name, "a name");
}

TEST(Result, ACopyOfAnErrorStays)
{
    Error const first = failing(Code::disk_changed, 7).error();
    Error const second = failing(Code::a20_closed, 8).error();
    EXPECT_EQ(first.code, Code::disk_changed);
    EXPECT_EQ(first.numbers[0], 7u);
    EXPECT_EQ(second.code, Code::a20_closed);
}

TEST(ResultDeathTest, AnErrorThatIsGoneIsAnAssertion)
{
    auto const first = failing(Code::disk_changed, 7);
    auto const second = failing(Code::a20_closed, 8);
    EXPECT_EQ(second.error()->code, Code::a20_closed);
    EXPECT_DEATH(static_cast<void>(first.error()->code), "");
    EXPECT_DEATH(
        [&] {
            Error const copy = first.error();
            EXPECT_EQ(copy.code, Code::disk_changed);
        }(),
        "");
}

} // namespace
