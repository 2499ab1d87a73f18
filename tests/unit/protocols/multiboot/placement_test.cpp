// SPDX-License-Identifier: BSD-2-Clause
// Tests the places of Multiboot kernels, their modules and their boot information.
#include "stage2/protocols/multiboot/placement.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using multiboot::Image;
using multiboot::Relocatable;
using multiboot::Segment;

Image image_of(std::initializer_list<Segment> segments)
{
    Image image{};
    for (auto const& segment : segments)
        image.segment_list[image.segment_count++] = segment;
    return image;
}

struct MultibootPlacement : testing::Test {
    MultibootPlacement()
    {
        for (auto* const map : {&firmware, &memory}) {
            map->clear();
            map->add(0, 0x9'FC00, MemoryKind::usable);
            map->add(0x9'FC00, 0x400, MemoryKind::reserved);
            map->add(1_MiB, 127_MiB, MemoryKind::usable);
        }
        memory.finish(0x9'F000);
        EXPECT_TRUE(*memory.claim({0x1'0000}, 0x3'0000, MemoryKind::loader));
        EXPECT_TRUE(*memory.claim({126_MiB}, 1_MiB, MemoryKind::loader));
    }

    Result<std::uint32_t> slide(Image const& image, std::optional<Relocatable> const& relocatable = {})
    {
        return multiboot::find_slide(image, relocatable, firmware.ranges(), memory);
    }

    MemoryMap firmware, memory;
};

TEST_F(MultibootPlacement, IsWhereTheKernelIsLinked)
{
    EXPECT_EQ(*slide(image_of({{1_MiB, 0, 10, 10}})), 0u);
    EXPECT_EQ(*slide(image_of({{0x8000, 0, 10, 10}})), 0u);         // the loader's stack
    EXPECT_EQ(*slide(image_of({{0x4'0000, 0, 10, 0x5'FC00}})), 0u); // the loader's annex
    EXPECT_EQ(*slide(image_of({{126_MiB, 0, 10, 2_MiB}})), 0u);     // the loader's other memory
}

TEST_F(MultibootPlacement, MustBeUsableMemory)
{
    for (auto const& segment :
         {Segment{0x400, 0, 10, 10}, Segment{0x9'F000, 0, 10, 0x1000}, Segment{0xB'8000, 0, 10, 10},
          Segment{128_MiB - 5, 0, 10, 10}, Segment{0xF000'0000, 0, 10, 10}}) {
        auto const result = slide(image_of({{1_MiB, 0, 10, 10}, segment}));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, Code::multiboot_place_taken);
        EXPECT_EQ(result.error()->numbers[1], segment.physical);
    }
}

TEST_F(MultibootPlacement, OfARelocatableKernelCanBeHigh)
{
    auto const image = image_of({{2_MiB, 0, 10, 3_MiB}});
    EXPECT_EQ(*slide(image, Relocatable{0, UINT32_MAX, 2_MiB, 2}), 122_MiB - 2_MiB);
    EXPECT_EQ(*slide(image, Relocatable{0, 0x3FF'FFFF, 2_MiB, 2}), 60_MiB - 2_MiB); // the last byte at 64 MiB - 1
    EXPECT_EQ(*slide(image, Relocatable{0, 5_MiB - 1, 4_KiB, 2}), 0u);
    EXPECT_EQ(*slide(image, Relocatable{0, UINT32_MAX, 3, 2}), 123_MiB - 2_MiB); // an alignment that is none
    EXPECT_EQ(*slide(image, Relocatable{0, UINT32_MAX, 2_MiB, 1}), 0u);          // low: where it is linked
    EXPECT_EQ(*slide(image, Relocatable{0, UINT32_MAX, 512_MiB, 2}), 0u);        // nowhere: where it is linked
}

TEST_F(MultibootPlacement, OfARelocatableKernelIsNeverOutsideOfWhatItAllows)
{
    auto const image = image_of({{2_MiB, 0, 10, 3_MiB}});
    EXPECT_EQ(*slide(image, Relocatable{2_MiB, 5_MiB - 1, 2_MiB, 1}), 0u);
    EXPECT_EQ(*slide(image, Relocatable{2_MiB + 1, UINT32_MAX, 2_MiB, 1}), 2_MiB);
    EXPECT_EQ(*slide(image, Relocatable{0, 5_MiB - 2, 1_MiB, 1}), 1_MiB - 2_MiB + 4_GiB); // downwards
    for (std::uint32_t const preference : {0U, 1U, 2U}) {
        auto const nowhere = slide(image, Relocatable{0, 1_MiB, 2_MiB, preference});
        ASSERT_FALSE(nowhere);
        EXPECT_EQ(nowhere.error()->code, Code::multiboot_no_place);
    }
}

TEST_F(MultibootPlacement, OfARelocatableKernelAvoidsWhatIsNoMemory)
{
    auto const image = image_of({{256_MiB, 0, 10, 3_MiB}});
    auto moved = image;
    moved.move(*slide(image, Relocatable{16_MiB, UINT32_MAX, 2_MiB, 0}));
    EXPECT_EQ(moved.begin(), 16_MiB); // downwards: the sum wraps at 32 bits
    EXPECT_EQ(moved.end(), 19_MiB);
    EXPECT_EQ(moved.entry, 16_MiB - 256_MiB + 4_GiB); // the entry of this image is 0
    auto const nowhere = slide(image, Relocatable{200_MiB, UINT32_MAX, 2_MiB, 0});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error()->code, Code::multiboot_no_place);
}

TEST_F(MultibootPlacement, KeepsOthersOutOfTheKernel)
{
    auto const image = image_of({{0x8000, 0, 10, 0x4'0000}, {1_MiB + 5, 0, 10, 4_MiB}, {125_MiB, 0, 10, 2_MiB}});
    ASSERT_TRUE(multiboot::take_kernel(memory, image));
    for (auto const& range : memory.ranges()) {
        if (range.kind != MemoryKind::usable)
            continue;
        EXPECT_FALSE(multiboot::touches_kernel(image, range.base, range.length)) << std::hex << range.base;
    }
    EXPECT_EQ(**multiboot::take_behind(memory, 1_MiB, 1_MiB), PhysAddr{5_MiB + 4_KiB});
    auto const place = memory.allocate({1_MiB, page_size, MemoryKind::loader, "test"});
    EXPECT_EQ(*place, PhysAddr{127_MiB});
}

TEST_F(MultibootPlacement, OfModulesIsBehindTheKernelOrBeforeIt)
{
    EXPECT_EQ(**multiboot::take_behind(memory, 4_MiB, 16_MiB + 1), PhysAddr{16_MiB + 4_KiB});
    EXPECT_EQ(**multiboot::take_behind(memory, 10_MiB, 120_MiB), PhysAddr{1_MiB}); // there is not that much behind it
    EXPECT_FALSE(*multiboot::take_behind(memory, 126_MiB, 0));
}

TEST_F(MultibootPlacement, OfTheInformationIsLow)
{
    auto const at = [&](Image const& image, std::uint32_t size) {
        return multiboot::find_low(firmware.ranges(), image, size);
    };
    EXPECT_EQ(at(image_of({{1_MiB, 0, 10, 10}}), 10'000), 0x1'0000u);
    EXPECT_EQ(at(image_of({{0x8000, 0, 10, 0x1'0000}}), 10'000), 0x1'8000u);
    EXPECT_EQ(at(image_of({{0x1'0000, 0, 10, 0x8'0000}}), 0xFC00), 0x9'0000u);
    EXPECT_EQ(at(image_of({{0x1'0000, 0, 10, 0x8'0000}}), 0xFC01), std::nullopt); // the EBDA
    EXPECT_EQ(at(image_of({{1_MiB, 0, 10, 10}}), 1_MiB), std::nullopt);
}

} // namespace
