// SPDX-License-Identifier: BSD-2-Clause
// Tests EDID: the preferred size of real monitors, and of blocks that are damaged or empty.
#include "stage2/screen/edid.hpp"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>

namespace {

using Block = std::array<std::byte, edid::block_size>;

void seal(Block& block)
{
    unsigned sum = 0;
    for (std::size_t at = 0; at < block.size() - 1; ++at)
        sum += std::to_integer<unsigned>(block[at]);
    block.back() = static_cast<std::byte>(256 - sum % 256);
}

// A block whose first detailed timing is that of `timing`'s bytes.
Block block_with(std::initializer_list<unsigned> timing)
{
    Block block{};
    for (std::size_t at = 1; at < 7; ++at)
        block[at] = std::byte{0xFF};
    std::size_t at = 54;
    for (auto const byte : timing)
        block[at++] = static_cast<std::byte>(byte);
    seal(block);
    return block;
}

// 1920x1080 at 60 Hz: CTA-861, "Video timing 16".
Block const full_hd = block_with(
    {0x02, 0x3A, 0x80, 0x18, 0x71, 0x38, 0x2D, 0x40, 0x58, 0x2C, 0x45, 0x00, 0x56, 0x50, 0x21, 0x00, 0x00, 0x1E});

TEST(Edid, SaysWhatTheMonitorLikesBest)
{
    EXPECT_EQ(edid::preferred_size(full_hd), (edid::Size{1920, 1080}));
    auto const largest = block_with({1, 0, 0xFF, 0, 0xF0, 0xFF, 0, 0xF0});
    EXPECT_EQ(edid::preferred_size(largest), (edid::Size{4095, 4095}));
}

TEST(Edid, NoBitMayBeWrong)
{
    for (std::size_t bit = 0; bit < 8 * edid::block_size; ++bit) {
        auto damaged = full_hd;
        damaged[bit / 8] ^= std::byte{1} << bit % 8;
        EXPECT_EQ(edid::preferred_size(damaged), std::nullopt) << bit;
    }
}

TEST(Edid, HeaderIsNeeded)
{
    auto block = full_hd;
    std::swap(block[0], block[1]); // the sum stays right
    EXPECT_EQ(edid::preferred_size(block), std::nullopt);
}

TEST(Edid, SomeTimingsAreNone)
{
    EXPECT_EQ(edid::preferred_size(block_with({0, 0, 0x80, 0, 0x70, 0x38, 0, 0x40})), std::nullopt); // no clock: text
    EXPECT_EQ(edid::preferred_size(block_with({1, 0, 0, 0, 0, 0x38, 0, 0x40})), std::nullopt);       // no width
    EXPECT_EQ(edid::preferred_size(block_with({1, 0, 0x80, 0, 0x70, 0, 0, 0})), std::nullopt);       // no height
    auto interlaced = full_hd;
    interlaced[54 + 17] |= std::byte{0x80};
    seal(interlaced);
    EXPECT_EQ(edid::preferred_size(interlaced), std::nullopt);
}

TEST(Edid, ShortBlocksAreNone)
{
    for (std::size_t size = 0; size < edid::block_size; ++size)
        EXPECT_EQ(edid::preferred_size(Bytes{full_hd}.first(size)), std::nullopt);
}

} // namespace
