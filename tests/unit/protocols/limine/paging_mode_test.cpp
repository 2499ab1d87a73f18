// SPDX-License-Identifier: BSD-2-Clause
// Tests the choice of four or five levels of page tables.
#include "stage2/protocols/limine/paging_mode.hpp"

#include <gtest/gtest.h>

namespace {

using limine::choose_paging_mode;

TEST(LiminePagingMode, IsClampedToTheWindowAndTheProcessor)
{
    EXPECT_EQ(choose_paging_mode({}, 1), 0u);
    EXPECT_EQ(choose_paging_mode({.mode = 1, .highest = 1, .lowest = 0}, 1), 1u);
    EXPECT_EQ(choose_paging_mode({.mode = 1, .highest = 1, .lowest = 0}, 0), 0u);
    EXPECT_EQ(choose_paging_mode({.mode = 0, .highest = 1, .lowest = 1}, 1), 1u);
    EXPECT_EQ(choose_paging_mode({.mode = ~0ull, .highest = ~0ull, .lowest = 0}, 1), 1u);
}

TEST(LiminePagingMode, AnEmptyWindowHasNone)
{
    EXPECT_FALSE(choose_paging_mode({.mode = 1, .highest = 1, .lowest = 1}, 0));
    EXPECT_FALSE(choose_paging_mode({.mode = 0, .highest = 0, .lowest = 1}, 1));
    EXPECT_FALSE(choose_paging_mode({.mode = 0, .highest = ~0ull, .lowest = ~0ull}, 1));
}

} // namespace
