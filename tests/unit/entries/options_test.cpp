// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for the words of the command line that farjump itself reads.
#include "stage2/entries/options.hpp"

#include <gtest/gtest.h>

TEST(Options, AreWholeWords)
{
    for (auto const* const line : {"nokaslr", "  nokaslr", "a nokaslr", "nokaslr b", "a\tnokaslr  b"})
        EXPECT_TRUE(options::has_word(line, "nokaslr")) << line;
    for (auto const* const line : {"", " ", "nokasl", "nokaslr=1", "xnokaslr", "no kaslr", "NOKASLR"})
        EXPECT_FALSE(options::has_word(line, "nokaslr")) << line;
}
