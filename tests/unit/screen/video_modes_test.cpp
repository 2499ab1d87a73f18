// SPDX-License-Identifier: BSD-2-Clause
// Tests graphics modes: which descriptions are accepted, and which mode is the best.
#include "stage2/screen/video_modes.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace video_modes;

constexpr Card card{.version = 0x0300, .memory = 16 << 20};

ModeInfoBlock block_of(std::uint16_t width, std::uint16_t height, std::uint8_t depth = 32)
{
    ModeInfoBlock block{};
    block.ModeAttributes = 0x9B;
    block.XResolution = width;
    block.YResolution = height;
    block.NumberOfPlanes = 1;
    block.BitsPerPixel = depth;
    block.MemoryModel = 6;
    auto const pitch = static_cast<std::uint16_t>(width * depth / 8);
    block.BytesPerScanLine = block.LinBytesPerScanLine = pitch;
    if (depth == 16)
        block.MaskSizeAndFieldPosition = {{{5, 11}, {6, 5}, {5, 0}, {0, 0}}};
    else
        block.MaskSizeAndFieldPosition = {{{8, 16}, {8, 8}, {8, 0}, {8, 24}}};
    block.LinMaskSizeAndFieldPosition = block.MaskSizeAndFieldPosition;
    block.PhysBasePtr = 0xFD000000;
    return block;
}

Mode mode_of(std::uint16_t width, std::uint16_t height, std::uint8_t depth = 32)
{
    return *parse(block_of(width, height, depth), static_cast<std::uint16_t>(width + depth), card);
}

TEST(VideoModes, ReadsWhatTheBiosSays)
{
    auto const mode = parse(block_of(1024, 768), 0x118, card);
    ASSERT_TRUE(mode);
    EXPECT_EQ(mode->number, 0x118);
    EXPECT_EQ(mode->size, (Size{1024, 768}));
    EXPECT_EQ(mode->pitch, 4096);
    EXPECT_EQ(mode->bits_per_pixel, 32);
    EXPECT_EQ(mode->channels[0].shift, 16);
    EXPECT_EQ(mode->channels[2].size, 8);
    EXPECT_EQ(mode->physical, 0xFD000000u);
    EXPECT_EQ(mode->bytes(), 3u << 20);
}

TEST(VideoModes, FieldsForLinearModesCountFromVbe3OnWhereTheyAreFilledIn)
{
    auto block = block_of(1024, 768);
    block.LinBytesPerScanLine = 8192;
    EXPECT_EQ(parse(block, 1, card)->pitch, 8192);
    EXPECT_EQ(parse(block, 1, {0x0200, card.memory})->pitch, 4096);
    block.LinMaskSizeAndFieldPosition = {};
    EXPECT_EQ(parse(block, 1, card)->pitch, 4096);
}

TEST(VideoModes, BelievesNothingThatMakesNoSense)
{
    std::function<void(ModeInfoBlock&)> const faults[] = {
        [](auto& block) { block.ModeAttributes = 0x9A; }, // not supported
        [](auto& block) { block.ModeAttributes = 0x93; }, // monochrome
        [](auto& block) { block.ModeAttributes = 0x8B; }, // text
        [](auto& block) { block.ModeAttributes = 0x1B; }, // no linear frame buffer
        [](auto& block) { block.MemoryModel = 4; },
        [](auto& block) { block.NumberOfPlanes = 4; },
        [](auto& block) { block.BitsPerPixel = 8; },
        [](auto& block) { block.BitsPerPixel = 15; },
        [](auto& block) { block.XResolution = 0; },
        [](auto& block) { block.YResolution = 0; },
        [](auto& block) { block.YResolution = 65535; },                      // more than the card's memory
        [](auto& block) { block.LinBytesPerScanLine = 4095; },               // less than a line
        [](auto& block) { block.LinMaskSizeAndFieldPosition[0] = {8, 25}; }, // out of the pixel
        [](auto& block) { block.LinMaskSizeAndFieldPosition[0] = {8, 255}; },
        [](auto& block) { block.LinMaskSizeAndFieldPosition[0] = {255, 0}; },
        [](auto& block) { block.LinMaskSizeAndFieldPosition[1] = {0, 8}; }, // no green
        [](auto& block) { block.LinMaskSizeAndFieldPosition[2] = {8, 1}; }, // blue over green
        [](auto& block) { block.PhysBasePtr = 0; },
        [](auto& block) { block.PhysBasePtr = 0xA0000; },
        [](auto& block) { block.PhysBasePtr = 0xFD000800; },
        [](auto& block) { block.PhysBasePtr = 0xFFE00000; }, // ends beyond 4 GiB
    };
    auto const good = block_of(1024, 768);
    ASSERT_TRUE(parse(good, 1, card));
    for (std::size_t at = 0; at < std::size(faults); ++at) {
        auto block = good;
        faults[at](block);
        EXPECT_FALSE(parse(block, 1, card)) << "fault " << at;
    }
    EXPECT_FALSE(parse(good, 1, {0x0300, (3 << 20) - 1}));
}

std::optional<Mode> best_of(std::vector<Mode> const& modes, std::optional<Size> wanted, bool only = false)
{
    Choice choice{wanted, only};
    for (auto const& mode : modes)
        choice.consider(mode);
    return choice.best();
}

std::vector<Mode> const offered{mode_of(640, 480),      mode_of(1024, 768, 24), mode_of(1600, 900), mode_of(1024, 768),
                                mode_of(1024, 768, 16), mode_of(1280, 1024),    mode_of(800, 600)};

TEST(VideoModes, TakesTheWantedSize)
{
    EXPECT_EQ(best_of(offered, Size{1600, 900})->size, (Size{1600, 900}));
    EXPECT_EQ(best_of(offered, Size{640, 480}, true)->size, (Size{640, 480}));
    EXPECT_FALSE(best_of(offered, Size{1366, 768}, true));
    EXPECT_FALSE(best_of({}, std::nullopt));
}

TEST(VideoModes, ElseTheLargestUsualOneThatTheMonitorShows)
{
    EXPECT_EQ(best_of(offered, Size{1366, 768})->size, (Size{1024, 768}));
    EXPECT_EQ(best_of(offered, Size{1920, 1080})->size, (Size{1280, 1024}));
    EXPECT_EQ(best_of(offered, Size{1366, 700})->size, (Size{800, 600}));
    EXPECT_FALSE(best_of(offered, Size{320, 200}));
}

TEST(VideoModes, OfAnUnknownMonitorLittleIsAsked)
{
    EXPECT_EQ(best_of(offered, std::nullopt)->size, (Size{1024, 768}));
}

TEST(VideoModes, PrefersDeepPixels)
{
    EXPECT_EQ(best_of(offered, std::nullopt)->bits_per_pixel, 32);
    std::vector<Mode> const shallow{mode_of(1024, 768, 16), mode_of(1024, 768, 24), mode_of(800, 600)};
    EXPECT_EQ(best_of(shallow, std::nullopt)->bits_per_pixel, 24);
    EXPECT_EQ(best_of(shallow, Size{1024, 768})->bits_per_pixel, 24);
}

TEST(VideoModes, NoMoreQuestionsWhenNoneCanBeBetter)
{
    Choice choice{Size{1024, 768}, false};
    choice.consider(mode_of(1024, 768, 24));
    EXPECT_FALSE(choice.settled());
    choice.consider(mode_of(1024, 768));
    EXPECT_TRUE(choice.settled());
}

} // namespace
