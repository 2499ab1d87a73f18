// SPDX-License-Identifier: BSD-2-Clause
// Tests where initrds are placed: the cases in which other loaders put them where the kernel unpacks itself.
#include "stage2/protocols/linux/placement.hpp"
#include "tests/unit/protocols/linux/linux_file.hpp"

#include <gtest/gtest.h>

namespace {

using errors::Code;
using linux_boot::free_places;

constexpr auto unlimited = ~std::uint64_t{0};

MemoryMap pc(std::uint64_t bytes)
{
    MemoryMap map;
    map.clear();
    map.add(0, 0x9'FC00, MemoryKind::usable);
    map.add(1_MiB, std::min(bytes, 3_GiB) - 1_MiB, MemoryKind::usable);
    if (bytes > 3_GiB)
        map.add(4_GiB, bytes - 3_GiB, MemoryKind::usable);
    map.finish(0x9'F000);
    return map;
}

std::optional<PhysAddr> place(MemoryMap const& map, LinuxFile const& file, std::uint64_t size,
                              std::uint64_t memory_end = unlimited)
{
    return memory_search::highest(map.ranges(), {size, page_size, MemoryKind::module},
                                  free_places(*file.parse(), memory_end));
}

TEST(LinuxPlacement, IsTheHighestPlaceThatTheKernelReaches)
{
    EXPECT_EQ(place(pc(512_MiB), {}, 300'000), PhysAddr{512_MiB - 304_KiB + 8_KiB});
    EXPECT_EQ(place(pc(5_GiB), {}, 1_MiB), PhysAddr{0x8000'0000 - 1_MiB});
    EXPECT_EQ(place(pc(5_GiB), {.initrd_addr_max = 0xFFFF'FFFF}, 1_MiB), PhysAddr{3_GiB - 1_MiB});
    EXPECT_EQ(place(pc(5_GiB), {.version = 0x209}, 1_MiB), PhysAddr{0x3800'0000 - 1_MiB});
}

// The decompressor of the kernel in LinuxFile writes to 1000000h..4378000h.
TEST(LinuxPlacement, AvoidsThePlaceOfTheDecompressor)
{
    EXPECT_EQ(place(pc(72_MiB), {}, 1_MiB), PhysAddr{71_MiB});
    EXPECT_EQ(place(pc(0x437'8000 + 1_MiB), {}, 1_MiB), PhysAddr{0x437'8000});
    EXPECT_FALSE(place(pc(0x437'8000 + 1_MiB), {}, 1_MiB + 1));
    EXPECT_FALSE(place(pc(512_MiB), {.initrd_addr_max = 0x3FF'FFFF}, 1_MiB)); // the kernel reaches 64 MiB only
}

TEST(LinuxPlacement, AvoidsTheKernelsFileWhereThatIsHigher)
{
    LinuxFile const file{.protected_size = 100'000'000};
    auto const end = linux_boot::load_address + 100'000'000;
    EXPECT_EQ(free_places(*file.parse(), unlimited).lowest, end);
    EXPECT_FALSE(place(pc(100_MiB), file, 5_MiB));
}

TEST(LinuxPlacement, TakesThreeTimesTheSizeForOldKernels)
{
    LinuxFile const old{.version = 0x207, .protected_size = 1'000'000};
    EXPECT_EQ(free_places(*old.parse(), unlimited).lowest, linux_boot::load_address + 3'000'000);
}

TEST(LinuxPlacement, ObeysTheMemoryLimitOfTheCommandLine)
{
    EXPECT_EQ(place(pc(512_MiB), {}, 1_MiB, 128_MiB), PhysAddr{127_MiB});
    EXPECT_FALSE(place(pc(512_MiB), {}, 1_MiB, 64_MiB));
}

TEST(LinuxPlacement, FindsRoomForAGibibyte)
{
    EXPECT_EQ(place(pc(3_GiB), {}, 1_GiB), PhysAddr{0x8000'0000 - 1_GiB});
    EXPECT_FALSE(place(pc(1_GiB), {}, 1_GiB));
    EXPECT_EQ(place(pc(2_GiB), {}, 2_GiB - 0x437'8000), PhysAddr{0x437'8000});
}

TEST(LinuxPlacement, FindsTheBestOfThreeHundredRanges)
{
    MemoryMap map;
    map.clear();
    map.add(1_MiB, 199_MiB, MemoryKind::usable);
    for (std::uint64_t i = 0; i < 300; ++i) // pieces of 64 KiB with holes between them, and one of 128 KiB
        map.add(256_MiB + i * 256_KiB, i == 150 ? 128_KiB : 64_KiB, MemoryKind::usable);
    map.finish(0x9'F000);
    EXPECT_EQ(place(map, {}, 64_KiB), PhysAddr{256_MiB + 299 * 256_KiB});
    EXPECT_EQ(place(map, {}, 100_KiB), PhysAddr{256_MiB + 150 * 256_KiB + 28_KiB});
    EXPECT_EQ(place(map, {}, 10_MiB), PhysAddr{190_MiB});
}

TEST(LinuxPlacement, RefusesAMachineWhereTheKernelCannotUnpackItself)
{
    auto const header = *LinuxFile{}.parse();
    EXPECT_TRUE(linux_boot::check_memory(header, pc(72_MiB).ranges(), "/vmlinuz"));
    auto const map = pc(64_MiB);
    auto const refused = linux_boot::check_memory(header, map.ranges(), "/vmlinuz");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error()->code, Code::linux_memory_missing);
    EXPECT_EQ(refused.error()->numbers, (std::array<std::uint64_t, 3>{0x100'0000, 0x437'8000, 64_MiB}));
}

// Memory that the loader itself uses is memory for the kernel.
TEST(LinuxPlacement, CountsTheLoadersOwnMemory)
{
    auto map = pc(72_MiB);
    ASSERT_TRUE(map.allocate({1_MiB, page_size, MemoryKind::loader, "the loader"}));
    ASSERT_TRUE(map.claim({1_MiB}, 8_MiB, MemoryKind::kernel));
    EXPECT_TRUE(linux_boot::check_memory(*LinuxFile{.init_size = 56 << 20}.parse(), map.ranges(), "/vmlinuz"));
}

} // namespace
