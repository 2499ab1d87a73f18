// SPDX-License-Identifier: BSD-2-Clause
// Tests the placement of kernels: without random numbers always at the same place; with them anywhere, but aligned, in
// range and in free memory.
#include "stage2/image/placement.hpp"

#include "longmode/paging.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace {

elf::Image image_at(std::uint64_t begin, std::uint64_t size, bool position_independent, std::uint64_t alignment = 4096)
{
    elf::Image image{};
    image.position_independent = position_independent;
    image.alignment = alignment;
    image.segment_count = 1;
    image.segment_list[0] = {.address = {begin},
                             .physical = {},
                             .file_offset = 0,
                             .file_size = 0,
                             .memory_size = size,
                             .rights = elf::Rights::execute,
                             .number = 0};
    return image;
}

MemoryMap machine()
{
    MemoryMap memory;
    memory.add(1_MiB, 127_MiB, MemoryKind::usable);
    return memory;
}

placement::Place place(elf::Image const& image, placement::KaslrInput const& chance)
{
    auto memory = machine();
    auto const found = placement::find(image, memory, chance);
    EXPECT_TRUE(found);
    return *found;
}

constexpr std::uint64_t upper = elf::upper_begin.value;
constexpr placement::KaslrInput lowest{true, 0, 0}, highest{true, ~0u, ~0u};

TEST(KernelPlace, WithoutChanceIsTheTopOfMemoryAndTheLinkedAddress)
{
    for (auto const& image : {image_at(upper + 0x5000, 0x3456, false), image_at(upper + 0x5000, 0x3456, true)}) {
        auto const found = place(image, {});
        EXPECT_EQ(found.begin.value, upper + 0x5000);
        EXPECT_EQ(found.slide, 0u);
        EXPECT_EQ(found.size, 0x4000u);
        EXPECT_EQ(found.physical.value + found.size, 128_MiB);
        EXPECT_FALSE(found.random);
    }
    auto const moved = place(image_at(0x1000, 0x3456, true), {});
    EXPECT_EQ(moved.begin.value, upper);
    EXPECT_EQ(moved.slide, upper - 0x1000);
}

TEST(KernelPlace, OfAFixedKernelChangesInPhysicalMemoryOnly)
{
    auto const found = place(image_at(upper, 0x4000, false), highest);
    EXPECT_EQ(found.begin.value, upper);
    EXPECT_EQ(found.slide, 0u);
    EXPECT_TRUE(found.random);
    EXPECT_LT(found.physical.value, 128_MiB - 15_MiB);
    EXPECT_GE(found.physical.value, 128_MiB - 16_MiB); // an eighth of what there is below
}

TEST(KernelPlace, OfAKernelInTheLowerHalfIsNotLeftToChance)
{
    auto const found = place(image_at(4_MiB, 0x4000, false), highest);
    EXPECT_EQ(found.physical.value, 4_MiB);
    EXPECT_FALSE(found.random);
}

TEST(KernelPlace, ReachesBothEndsOfTheLastTwoGiB)
{
    for (std::uint64_t const alignment : {4_KiB, 2_MiB, 1_GiB})
        for (std::uint64_t const begin : {std::uint64_t{0}, std::uint64_t{0x7000}, upper + 0x3000}) {
            auto const image = image_at(begin, 0x4000, true, alignment);
            auto const low = place(image, lowest);
            auto const high = place(image, highest);
            EXPECT_EQ(low.slide % alignment, 0u);
            EXPECT_EQ(high.slide % alignment, 0u);
            EXPECT_LT(low.begin.value - upper, alignment);
            EXPECT_LE(high.begin.value + high.size, elf::upper_end.value);
            EXPECT_LT(elf::upper_end.value - (high.begin.value + high.size), alignment);
        }
}

TEST(KernelPlace, OfALargeKernelFitsLargePages)
{
    for (auto const& chance : {lowest, highest, placement::KaslrInput{true, 0x8765'4321, 0x1234'5678}}) {
        auto const found = place(image_at(0, 3_MiB, true), chance);
        EXPECT_EQ(found.begin.value % 2_MiB, 0u);
        EXPECT_EQ(found.physical.value % 2_MiB, 0u);
    }
}

TEST(KernelPlace, OfASmallKernelWhoseSegmentsAskForItFitsLargePages)
{
    for (bool const position_independent : {false, true}) {
        auto const found = place(image_at(upper, 0x4000, position_independent, 2_MiB), highest);
        EXPECT_EQ(found.physical.value % 2_MiB, 0u);
        EXPECT_EQ(found.begin.value % 2_MiB, 0u);
    }
}

TEST(KernelPlace, FitsTheLargestKernelWithTheLargestAlignment)
{
    MemoryMap memory;
    memory.add(1_MiB, 3_GiB, MemoryKind::usable);
    auto const found = placement::find(image_at(0x1000, 1_GiB - 0x1000, true, 1_GiB), memory, highest);
    ASSERT_TRUE(found);
    EXPECT_GE(found->begin.value, upper);
    EXPECT_LE(found->begin.value + found->size, elf::upper_end.value);
    EXPECT_EQ(found->slide % 1_GiB, 0u);
}

// 64 boots, many times over: hardly ever two of them put the kernel at one place.
TEST(KernelPlace, IsOtherAtEachBoot)
{
    std::mt19937 random{1};
    for (auto const& image : {image_at(0, 0x20000, true), image_at(0, 4_MiB, true), image_at(upper, 0x20000, false)})
        for (int round = 0; round < 10; ++round) {
            std::set<std::pair<std::uint64_t, std::uint64_t>> places;
            for (int boot = 0; boot < 64; ++boot) {
                auto const found =
                    place(image, {true, static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random())});
                places.emplace(found.begin.value, found.physical.value);
                EXPECT_GE(found.physical.value, 1_MiB);
                EXPECT_LE(found.physical.value + found.size, 128_MiB);
            }
            EXPECT_GE(places.size(), 60u);
        }
}

} // namespace
