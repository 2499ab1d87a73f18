// SPDX-License-Identifier: BSD-2-Clause
// Tests the kernel's trust in the input of COM1: an echo or a login prompt loses it, a person who makes typing errors
// keeps it.
#include "kernel/shell/serial_trust.hpp"

#include <gtest/gtest.h>

namespace {

using enum SerialTrust::Line;

TEST(SerialTrust, IsKeptByAPersonWhoMistypesNowAndThen)
{
    SerialTrust trust;
    for (int i = 0; i < 100; ++i) {
        trust.judge(command);
        trust.judge(command);
        trust.judge(no_command);
        EXPECT_TRUE(trust.is_given());
    }
    for (int i = 0; i < 2; ++i)
        trust.judge(no_command);
    EXPECT_TRUE(trust.is_given());
}

TEST(SerialTrust, IsLostToLinesThatAreNoCommands)
{
    for (auto const line : {no_command, empty, junk}) {
        SerialTrust trust;
        int lines = 0;
        for (; trust.is_given(); ++lines)
            trust.judge(line);
        EXPECT_LE(lines, 8);
    }
}

TEST(SerialTrust, IsLostToAnEchoThatHasCommandsAmongIt)
{
    SerialTrust trust;
    int rounds = 0;
    for (; trust.is_given() && rounds < 1000; ++rounds) {
        trust.judge(command);
        trust.judge(no_command);
        trust.judge(empty);
    }
    EXPECT_LT(rounds, 10);
}

TEST(SerialTrust, ComesBackWithACommand)
{
    SerialTrust trust;
    while (trust.is_given())
        trust.judge(empty);
    trust.judge(command);
    EXPECT_TRUE(trust.is_given());
}

} // namespace
