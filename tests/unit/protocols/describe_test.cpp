// SPDX-License-Identifier: BSD-2-Clause
// Tests the boot information: its content, the targets of its pointers, and texts that are too long.
#include "stage2/protocols/farjump/describe.hpp"

#include "longmode/kernel_space.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

namespace {

using farjump::BootInfo;

constexpr PhysAddr place{0x1'2345'6000};

struct DescribeTest : testing::Test {
    DescribeTest()
    {
        std::memset(static_cast<void*>(area.get()), 0xA5, sizeof(BootInfoArea));
        memory.add(0, 640_KiB, MemoryKind::usable);
        memory.add(1_MiB, 63_MiB, MemoryKind::usable);
        memory.add(0xFFFC0000, 256_KiB, MemoryKind::reserved);
        memory.finish(640_KiB);
        kernel.entry = {0xFFFF'FFFF'8000'1234};
        kernel.begin = {0xFFFF'FFFF'8000'0000};
        kernel.physical = {32_MiB};
        kernel.size = 20_KiB;
        kernel.seal = seal::Seal{};
        kernel.wishes.stack_size = 128_KiB;
        kernel.wishes.stack_guard_size = 1_MiB;
    }

    Result<void> describe_with(std::string_view path, std::span<boot_entry::Setting const> options)
    {
        return describe(*area, place,
                        {.kernel = kernel,
                         .memory = memory.ranges(),
                         .drive = 0x81,
                         .disk_signature = 0xFA12B00C,
                         .partition = {.first = {2048},
                                       .sectors = 99,
                                       .type = 0x0C,
                                       .type_name = nullptr,
                                       .number = 1,
                                       .table = Partition::Table::mbr,
                                       .rank = 0},
                         .kernel_path = path,
                         .settings = options,
                         .no_execute = true,
                         .page_table_root = {0x7654000},
                         .identity_page = {0x11000},
                         .direct_map_length = 64_MiB,
                         .paging = {.levels = 5,
                                    .tables = 16,
                                    .largest_page = 1_GiB,
                                    .cr4 = 0x1020,
                                    .page_attributes = 0x0007'0106'0007'0406},
                         .modules = {.list = {0xFFFF'8000'0123'4000}, .count = 7},
                         .screen = screen,
                         .processors = {.list = {0xFFFF'8000'0234'5000}, .count = 3, .boot_apic_id = 2, .x2apic = 1},
                         .boot_state = {.lba = 5000,
                                        .sector_bytes = 512,
                                        .tries_left = 2,
                                        .expected = {0xFFFF'8000'0345'6000},
                                        .finished = {0xFFFF'8000'0345'6200}}});
    }

    // What a pointer of the area leads to, once physical memory is mapped directly.
    template <typename T>
    T const* follow(farjump::Pointer<T> pointer) const
    {
        auto const offset = pointer.address - kernel_space::direct(place).value;
        EXPECT_LT(offset, sizeof(BootInfoArea));
        return reinterpret_cast<T const*>(reinterpret_cast<std::byte const*>(area.get()) + offset);
    }

    std::unique_ptr<BootInfoArea> area = std::make_unique<BootInfoArea>();
    MemoryMap memory;
    LoadedKernel kernel{};
    ScreenChoice screen{std::nullopt, "nobody asked"};
};

TEST_F(DescribeTest, FillsEveryField)
{
    std::array<boot_entry::Setting, 2> const options{{{"options", "one two"}, {"options", "three"}}};
    ASSERT_TRUE(describe_with("/boot/kernel.elf", options));
    auto const& info = area->info;
    EXPECT_EQ(std::memcmp(&info.magic, "FFARJUMP", 8), 0);
    EXPECT_EQ(info.version, FARJUMP_VERSION);
    EXPECT_EQ(info.size, sizeof(BootInfo));
    EXPECT_EQ(info.direct_map_base, 0xFFFF'8000'0000'0000u);
    EXPECT_EQ(info.direct_map_length, 64_MiB);
    EXPECT_EQ(info.kernel_virtual, 0xFFFF'FFFF'8000'0000u);
    EXPECT_EQ(info.kernel_physical, 32_MiB);
    EXPECT_EQ(info.kernel_size, 20_KiB);
    EXPECT_EQ(info.kernel_entry, 0xFFFF'FFFF'8000'1234u);
    EXPECT_EQ(info.stack_base, 0xFFFF'FF00'0010'0000u);
    EXPECT_EQ(info.stack_size, 128_KiB);
    EXPECT_EQ(info.stack_guard_size, 1_MiB);
    EXPECT_EQ(info.page_table_root, 0x7654000u);
    EXPECT_EQ(info.boot_drive, 0x81u);
    EXPECT_EQ(info.disk_signature, 0xFA12B00Cu);
    EXPECT_EQ(info.partition_lba, 2048u);
    EXPECT_EQ(info.partition_sectors, 99u);
    EXPECT_EQ(info.sealed, 1u);
    EXPECT_EQ(info.no_execute, 1u);
    EXPECT_EQ(info.identity_page, 0x11000u);
    EXPECT_EQ(info.paging.levels, 5u);
    EXPECT_EQ(info.paging.tables, 16u);
    EXPECT_EQ(info.paging.largest_page, 1_GiB);
    EXPECT_EQ(info.paging.cr4, 0x1020u);
    EXPECT_EQ(info.paging.page_attributes, 0x0007'0106'0007'0406u);
    EXPECT_EQ(info.modules.list.address, 0xFFFF'8000'0123'4000u);
    EXPECT_EQ(info.modules.count, 7u);
    EXPECT_EQ(info.processors.list.address, 0xFFFF'8000'0234'5000u);
    EXPECT_EQ(info.processors.count, 3u);
    EXPECT_EQ(info.processors.boot_apic_id, 2u);
    EXPECT_EQ(info.processors.x2apic, 1u);
    EXPECT_EQ(info.boot_state.lba, 5000u);
    EXPECT_EQ(info.boot_state.sector_bytes, 512u);
    EXPECT_EQ(info.boot_state.tries_left, 2u);
    EXPECT_EQ(info.boot_state.expected.address, 0xFFFF'8000'0345'6000u);
    EXPECT_EQ(info.boot_state.finished.address, 0xFFFF'8000'0345'6200u);
}

TEST_F(DescribeTest, PointersLeadIntoTheHandout)
{
    std::array<boot_entry::Setting, 2> const options{{{"options", "one two"}, {"options", "three"}}};
    ASSERT_TRUE(describe_with("/boot/kernel.elf", options));
    EXPECT_STREQ(follow(area->info.kernel_path), "/boot/kernel.elf");
    EXPECT_STREQ(follow(area->info.command_line), "one two three");
    ASSERT_EQ(area->info.memory_map_count, memory.ranges().size());
    auto const* const ranges = follow(area->info.memory_map);
    for (std::size_t i = 0; i < memory.ranges().size(); ++i)
        EXPECT_EQ(std::memcmp(&ranges[i], &memory.ranges()[i], sizeof(MemoryRange)), 0);
}

TEST_F(DescribeTest, AnEmptyCommandLineIsAnEmptyText)
{
    ASSERT_TRUE(describe_with("/k", {}));
    EXPECT_STREQ(follow(area->info.command_line), "");
}

TEST_F(DescribeTest, TakesTextsThatJustFit)
{
    std::string const path(area->kernel_path.size() - 1, 'p');
    std::string const option(area->command_line.size() - 3, 'o');
    std::array<boot_entry::Setting, 2> const options{{{"options", option}, {"options", "x"}}};
    ASSERT_TRUE(describe_with(path, options));
    EXPECT_EQ(std::strlen(area->kernel_path.data()), path.size());
    EXPECT_EQ(std::strlen(area->command_line.data()), option.size() + 2);
}

TEST_F(DescribeTest, RefusesTextsThatDoNot)
{
    std::string const path(area->kernel_path.size(), 'p');
    auto const long_path = describe_with(path, {});
    ASSERT_FALSE(long_path);
    EXPECT_EQ(long_path.error()->code, errors::Code::text_too_long);
    EXPECT_EQ(long_path.error()->numbers[0], 512u);

    std::string const option(area->command_line.size() - 2, 'o');
    std::array<boot_entry::Setting, 2> const options{{{"options", option}, {"options", "x"}}};
    auto const long_line = describe_with("/k", options);
    ASSERT_FALSE(long_line);
    EXPECT_EQ(long_line.error()->code, errors::Code::text_too_long);
    EXPECT_EQ(long_line.error()->name, "the command line");
}

} // namespace
