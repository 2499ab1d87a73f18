// SPDX-License-Identifier: BSD-2-Clause
// Tests the loader's log: it has all output, or a part of it if there is too much.
#include "stage2/talk/boot_log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

struct BootLogTest : testing::Test {
    BootLogTest() { boot_log::clear(); }
    ~BootLogTest() { boot_log::clear(); }
};

TEST_F(BootLogTest, KeepsWhatIsPrinted)
{
    boot_log::append("one\n");
    boot_log::append("two");
    boot_log::append(" three\n");
    EXPECT_EQ(boot_log::text(), "one\ntwo three\n");
    EXPECT_FALSE(boot_log::is_cut());
}

TEST_F(BootLogTest, IsFullOneCharacterBeforeItsEnd)
{
    std::string const words(boot_log::capacity - 1, 'x');
    boot_log::append(words);
    EXPECT_EQ(boot_log::text(), words);
    EXPECT_FALSE(boot_log::is_cut());
    boot_log::append("y");
    EXPECT_TRUE(boot_log::is_cut());
}

TEST_F(BootLogTest, KeepsItsBeginningAndItsEnd)
{
    std::string all;
    for (int line = 0; line < 5000; ++line) {
        auto const words = "line " + std::to_string(line) + "\n";
        all += words;
        boot_log::append(words);
        std::string const text{boot_log::text()};
        ASSERT_LT(text.size(), boot_log::capacity);
        if (!boot_log::is_cut()) {
            ASSERT_EQ(text, all);
            continue;
        }
        auto const gap = text.find(boot_log::gap);
        ASSERT_EQ(gap, boot_log::capacity / 2);
        ASSERT_EQ(text.find(boot_log::gap, gap + 1), text.npos) << "two gaps";
        auto const end = text.substr(gap + boot_log::gap.size());
        ASSERT_GE(end.size(), boot_log::capacity / 4);
        ASSERT_TRUE(all.starts_with(text.substr(0, gap)));
        ASSERT_TRUE(all.ends_with(end));
    }
    EXPECT_TRUE(boot_log::is_cut());
}

} // namespace
