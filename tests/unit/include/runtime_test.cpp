// SPDX-License-Identifier: BSD-2-Clause
// Tests the functions that the compiler calls in freestanding programs, under other names, against the host's own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>

#define memcpy tested_memcpy
#define memmove tested_memmove
#define memset tested_memset
#define memcmp tested_memcmp
#define strlen tested_strlen
#define memchr tested_memchr
#include "include/runtime.cpp"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef memchr

namespace {

using Sample = std::array<unsigned char, 24>;

Sample numbered()
{
    Sample sample;
    for (std::size_t i = 0; i < sample.size(); ++i)
        sample[i] = static_cast<unsigned char>(i + 1);
    return sample;
}

TEST(Runtime, MovesBytesWhateverTheOverlap)
{
    for (std::size_t from = 0; from < 12; ++from)
        for (std::size_t to = 0; to < 12; ++to)
            for (std::size_t size = 0; size <= 12; ++size) {
                auto expected = numbered(), moved = numbered();
                std::memmove(&expected[to], &expected[from], size);
                EXPECT_EQ(tested_memmove(&moved[to], &moved[from], size), &moved[to]);
                EXPECT_EQ(moved, expected) << size << " bytes from " << from << " to " << to;
            }
}

TEST(Runtime, CopiesAndFillsNoByteBeyondTheSize)
{
    auto const source = numbered();
    for (std::size_t size = 0; size <= 20; ++size) {
        Sample expected{}, copied{};
        std::copy_n(source.begin(), size, expected.begin() + 1);
        EXPECT_EQ(tested_memcpy(&copied[1], source.data(), size), &copied[1]);
        EXPECT_EQ(copied, expected);
        std::fill_n(expected.begin() + 1, size, static_cast<unsigned char>(0xA5));
        EXPECT_EQ(tested_memset(&copied[1], 0xA5, size), &copied[1]);
        EXPECT_EQ(copied, expected);
    }
}

TEST(Runtime, ComparesBytesWithoutSigns)
{
    EXPECT_EQ(tested_memcmp("abc", "abd", 2), 0);
    EXPECT_LT(tested_memcmp("abc", "abd", 3), 0);
    EXPECT_GT(tested_memcmp("\x80", "\x7F", 1), 0);
    EXPECT_EQ(tested_memcmp("a", "b", 0), 0);
}

TEST(Runtime, FindsBytesAndTheEndOfText)
{
    char const words[] = "boot\0boot";
    EXPECT_EQ(tested_strlen(words), 4u);
    EXPECT_EQ(tested_strlen(""), 0u);
    EXPECT_EQ(tested_memchr(words, 'o', sizeof words), words + 1);
    EXPECT_EQ(tested_memchr(words, 0x100 + 't', sizeof words), words + 3);
    EXPECT_EQ(tested_memchr(words, 't', 3), nullptr);
}

} // namespace
