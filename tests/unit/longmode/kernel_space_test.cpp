// SPDX-License-Identifier: BSD-2-Clause
// Tests the kernel's address space against the promises of boot_info.hpp. The page walk shares no code with the
// builder.
#include "longmode/kernel_space.hpp"

#include "tests/unit/page_table_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace {

using enum farjump::MemoryKind;
using farjump::MemoryRange;
using kernel_space::Mapping;

using paging::Features;

constexpr VirtAddr kernel_base{0xFFFF'FFFF'8000'0000};

std::vector<MemoryRange> machine_with(std::uint64_t memory)
{
    std::vector<MemoryRange> ranges{{0, 64_KiB, reserved, 0},
                                    {64_KiB, 256_KiB, loader, 0},
                                    {320_KiB, 319_KiB, usable, 0},
                                    {639_KiB, 385_KiB, reserved, 0}};
    auto const low = std::min(memory, 3_GiB);
    ranges.push_back({1_MiB, low - 1_MiB - 128_KiB, usable, 0});
    ranges.push_back({low - 128_KiB, 100_KiB, acpi_reclaimable, 0});
    ranges.push_back({low - 28_KiB, 28_KiB, acpi_nvs, 0});
    ranges.push_back({0xFFFC0000, 256_KiB, reserved, 0});
    if (memory > low)
        ranges.push_back({4_GiB, memory - low, usable, 0});
    return ranges;
}

struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;
    bool operator==(Stretch const&) const = default;
};

void append(std::vector<Stretch>& stretches, Stretch next)
{
    if (!stretches.empty() && stretches.back().end == next.begin)
        stretches.back().end = next.end;
    else
        stretches.push_back(next);
}

// What the direct map must cover: the first megabyte, and every page that memory has a part in.
std::vector<Stretch> due(std::span<MemoryRange const> memory)
{
    std::vector<Stretch> stretches{{0, 1_MiB}};
    for (auto const& range : memory) {
        if (range.kind == reserved || range.kind == bad)
            continue;
        auto const begin = std::max(range.base / 4096 * 4096, stretches.back().end);
        auto const end = (range.base + range.length + 4095) / 4096 * 4096;
        if (begin < end)
            append(stretches, {begin, end});
    }
    return stretches;
}

constexpr Features usual{.no_execute = true, .gigabyte_pages = false, .five_levels = false, .page_attributes = true};
constexpr Features modern{.no_execute = true, .gigabyte_pages = true, .five_levels = true, .page_attributes = true};
constexpr Features early{.no_execute = false, .gigabyte_pages = false, .five_levels = false, .page_attributes = false};

struct Space {
    explicit Space(kernel_space::Plan const& wanted) : plan(wanted), memory(kernel_space::tables_needed(wanted))
    {
        memory.dirty();
        result = kernel_space::build(plan, memory.arena);
        if (result)
            leaves = memory.leaves(result->root(), plan.features.levels());
    }

    page_walk::Tables walk() const { return memory.walk(result->root(), plan.features.levels()); }
    bool is_mapped(VirtAddr address) const { return walk().page_at(address).has_value(); }

    // The part of the direct map; true when each page lies where it says.
    std::vector<Stretch> direct_map() const
    {
        std::vector<Stretch> stretches;
        for (auto const& leaf : leaves) {
            if (leaf.address < kernel_space::direct_map || leaf.address >= kernel_space::stack_guard)
                continue;
            EXPECT_EQ(leaf.target().value, leaf.address - kernel_space::direct_map);
            EXPECT_TRUE(leaf.rights.writable);
            EXPECT_EQ(leaf.rights.executable, !plan.features.no_execute);
            auto const begin = leaf.target().value;
            bool const video = begin >= 0xA0000 && begin < 0xC0000;
            EXPECT_EQ(attribute_index(leaf), video ? uncached_index : write_back_index) << std::hex << begin;
            append(stretches, {begin, begin + leaf.size()});
        }
        return stretches;
    }

    kernel_space::Plan plan;
    PageTableMemory memory;
    Result<paging::AddressSpace> result = fail(errors::Code::page_tables_full);
    std::vector<Leaf> leaves;
};

struct KernelSpaceTest : testing::Test {
    Space build(std::span<MemoryRange const> memory, Features const& features = usual)
    {
        return Space({.kernel = mappings,
                      .memory = memory,
                      .devices = devices,
                      .stack = {7_MiB},
                      .stack_size = stack_size,
                      .stack_guard_size = guard_size,
                      .identity_page = {0x11000},
                      .fault_report = {6_MiB},
                      .start_page = start_page,
                      .read_only_direct_map = read_only_direct_map,
                      .features = features});
    }

    std::vector<Mapping> mappings{{kernel_base, {16_MiB}, 12_KiB, {.write = false, .execute = true}},
                                  {kernel_base + 16_KiB, {16_MiB + 16_KiB}, 8_KiB, {.write = false, .execute = false}},
                                  {kernel_base + 32_KiB, {16_MiB + 32_KiB}, 20_KiB, {.write = true, .execute = false}}};
    std::vector<kernel_space::Device> devices;
    std::uint32_t stack_size = 64_KiB;
    std::uint32_t guard_size = 64_KiB;
    PhysAddr start_page{};
    bool read_only_direct_map = false;
};

TEST_F(KernelSpaceTest, MapsEverySizeOfMachineDirectly)
{
    for (auto const size : {16_MiB, 127_MiB, 3_GiB, 6_GiB, 64_GiB, 1_GiB << 10}) {
        auto const memory = machine_with(size);
        auto const space = build(memory);
        ASSERT_TRUE(space.result);
        EXPECT_EQ(space.direct_map(), due(memory));
        EXPECT_EQ(kernel_space::direct_map_length(space.plan), due(memory).back().end);
        EXPECT_LE(space.memory.arena.used(), 24u + (size >> 30)); // large pages, or there would be far more
        EXPECT_EQ(space.memory.arena.used(), space.memory.tables.size());
    }
}

TEST_F(KernelSpaceTest, MapsALotOfMemoryWithLittle)
{
    for (auto const size : {64_GiB, 1_GiB << 10}) {
        auto const memory = machine_with(size);
        auto const space = build(memory, modern);
        ASSERT_TRUE(space.result);
        EXPECT_EQ(space.direct_map(), due(memory));
        EXPECT_LE(space.memory.tables.size(), 24u);
        EXPECT_EQ(space.memory.arena.used(), space.memory.tables.size());
        EXPECT_EQ(space.result->largest_page(), 1_GiB);
    }
}

TEST_F(KernelSpaceTest, GivesTheKernelTheRightsOfItsSegments)
{
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    for (auto const& mapping : mappings)
        for (std::uint64_t offset = 0; offset < mapping.length; offset += 4_KiB) {
            auto const page = space.walk().page_at(mapping.from + offset);
            ASSERT_TRUE(page);
            EXPECT_EQ(page->target(), mapping.to + offset);
            EXPECT_EQ(page->rights.writable, mapping.rights.write);
            EXPECT_EQ(page->rights.executable, mapping.rights.execute);
        }
    EXPECT_FALSE(space.is_mapped(kernel_base + 12_KiB)); // between two segments
    EXPECT_FALSE(space.is_mapped(kernel_base + 52_KiB));
}

TEST_F(KernelSpaceTest, NothingIsWritableAndExecutable)
{
    auto const memory = machine_with(6_GiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    std::vector<VirtAddr> executable;
    for (auto const& leaf : space.leaves) {
        EXPECT_FALSE(leaf.rights.writable && leaf.rights.executable) << std::hex << leaf.address.value;
        EXPECT_FALSE(leaf.rights.user);
        EXPECT_FALSE(reserved_bits_set(leaf, usual));
        if (leaf.rights.executable)
            executable.push_back(leaf.address);
    }
    auto const reporter = kernel_space::fault_report_page(guard_size, stack_size);
    EXPECT_EQ(executable,
              (std::vector<VirtAddr>{{0x11000}, reporter, kernel_base, kernel_base + 4_KiB, kernel_base + 8_KiB}));
}

TEST_F(KernelSpaceTest, KeepsReadOnlySegmentsReadOnlyInTheDirectMapWhenAsked)
{
    auto const memory = machine_with(64_MiB);
    for (auto const& features : {usual, modern})
        for (bool const asked : {false, true}) {
            read_only_direct_map = asked;
            auto const space = build(memory, features);
            ASSERT_TRUE(space.result);
            for (std::uint64_t at = 16_MiB - 4_KiB; at < 16_MiB + 64_KiB; at += 4_KiB) {
                auto const page = space.walk().page_at(kernel_space::direct({at}));
                ASSERT_TRUE(page);
                bool const read_only =
                    (at >= 16_MiB && at < 16_MiB + 12_KiB) || (at >= 16_MiB + 16_KiB && at < 16_MiB + 24_KiB);
                EXPECT_EQ(page->rights.writable, !(asked && read_only)) << std::hex << at;
                EXPECT_FALSE(page->rights.executable);
                EXPECT_EQ(space.walk().physical_of(kernel_space::direct({at})), PhysAddr{at});
            }
        }
}

TEST_F(KernelSpaceTest, SetsNoReservedBitOnAnyProcessor)
{
    auto const memory = machine_with(6_GiB);
    for (auto const& features : {early, usual, modern}) {
        auto const space = build(memory, features);
        ASSERT_TRUE(space.result);
        space.walk().each([&](Leaf const& entry) {
            EXPECT_FALSE(reserved_bits_set(entry, features)) << std::hex << entry.address.value;
            return true;
        });
        EXPECT_EQ(space.direct_map(), due(memory));
    }
}

void expect_stack(Space const& space)
{
    auto const [size, guard_size] = std::pair{space.plan.stack_size, space.plan.stack_guard_size};
    auto const stack = kernel_space::stack_base(guard_size);
    EXPECT_EQ(stack.value, 0xFFFF'FF00'0000'0000 + guard_size);
    for (std::uint64_t offset = 0; offset < size; offset += 4_KiB) {
        auto const page = space.walk().page_at(stack + offset);
        ASSERT_TRUE(page);
        EXPECT_EQ(page->size(), 4_KiB);
        EXPECT_EQ(page->target(), space.plan.stack + offset);
        EXPECT_TRUE(page->rights.writable && !page->rights.executable);
    }
    for (std::uint64_t below = 4_KiB; below <= guard_size + 4_KiB; below += 4_KiB)
        ASSERT_FALSE(space.is_mapped({stack.value - below}));
    EXPECT_FALSE(space.is_mapped({stack.value + size}));
    auto const reporter = space.walk().page_at(stack + size + 4_KiB);
    ASSERT_TRUE(reporter);
    EXPECT_EQ(reporter->target(), space.plan.fault_report);
    EXPECT_TRUE(!reporter->rights.writable && reporter->rights.executable);
    EXPECT_FALSE(space.is_mapped(stack + size + 8_KiB));
    auto const start = space.walk().page_at(stack + size + 12_KiB);
    ASSERT_EQ(start.has_value(), space.plan.start_page.value != 0);
    if (start) {
        EXPECT_EQ(start->target(), space.plan.start_page);
        EXPECT_TRUE(!start->rights.writable && start->rights.executable);
        EXPECT_FALSE(space.is_mapped(stack + size + 16_KiB));
    }
}

TEST_F(KernelSpaceTest, MapsStacksOfEverySize)
{
    auto const memory = machine_with(64_MiB);
    for (auto const& features : {usual, modern})
        for (auto const& [size, guard] :
             {std::pair{4_KiB, 4_KiB}, {128_KiB, 2_MiB}, {16_MiB, 4_KiB}, {2_MiB, 1_GiB}, {16_MiB, 1_GiB}}) {
            stack_size = static_cast<std::uint32_t>(size);
            guard_size = static_cast<std::uint32_t>(guard);
            start_page = {size == 4_KiB || size == 2_MiB ? 0x5A000u : 0};
            auto const space = build(memory, features);
            ASSERT_TRUE(space.result);
            expect_stack(space);
            EXPECT_EQ(space.memory.arena.used(), space.memory.tables.size());
        }
}

TEST_F(KernelSpaceTest, LeavesNullAndTheGuardUnmapped)
{
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    expect_stack(space);

    auto const lower_half =
        std::ranges::count_if(space.leaves, [](Leaf const& leaf) { return leaf.address.value < 1ull << 47; });
    EXPECT_EQ(lower_half, 1); // the identity page and nothing else: not null, too
    EXPECT_EQ(space.leaves[0].address.value, 0x11000u);
    EXPECT_EQ(space.leaves[0].target().value, 0x11000u);
    EXPECT_FALSE(space.leaves[0].rights.writable);
}

TEST_F(KernelSpaceTest, MapsALargeKernelWithLargePages)
{
    mappings = {{kernel_base, {32_MiB}, 6_MiB, {.write = true, .execute = false}}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    auto const page = space.walk().page_at(kernel_base + 5_MiB);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->size(), 2_MiB);
}

TEST_F(KernelSpaceTest, MapsALowerHalfKernelWhereItLies)
{
    mappings = {{{4_MiB}, {4_MiB}, 1_MiB, {.write = false, .execute = true}}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    EXPECT_EQ(space.walk().physical_of({4_MiB + 5000}), PhysAddr{4_MiB + 5000});
}

TEST_F(KernelSpaceTest, RefusesAKernelThatLiesOnTheIdentityPage)
{
    mappings = {{{0x11000}, {16_MiB}, 4_KiB, {.write = true, .execute = false}}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_FALSE(space.result);
    EXPECT_EQ(space.result.error()->code, errors::Code::mapping_conflict);
}

TEST_F(KernelSpaceTest, ShowsDevicesAsTheyAre)
{
    devices = {{{0xFD000000}, 16_MiB, paging::Cacheability::write_combining},
               {{0xFEB00800}, 0x1000, paging::Cacheability::uncached}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    EXPECT_EQ(kernel_space::direct_map_length(space.plan), 0xFEB02000u);
    auto const index_at = [&](std::uint64_t physical) {
        auto const page = space.walk().page_at(kernel_space::direct({physical}));
        return page ? attribute_index(*page) : -1;
    };
    EXPECT_EQ(index_at(0xFCFFFFFF), -1);
    EXPECT_EQ(index_at(0xFD000000), write_combining_index);
    EXPECT_EQ(index_at(0xFDFFFFFF), write_combining_index);
    EXPECT_EQ(index_at(0xFE000000), -1);
    EXPECT_EQ(index_at(0xFEB00000), uncached_index);
    EXPECT_EQ(index_at(0xFEB01FFF), uncached_index);
    EXPECT_EQ(index_at(0xFEB02000), -1);
}

TEST_F(KernelSpaceTest, MapsNothingOfDevicesThatAreNowhere)
{
    devices = {{{0xFD000800}, 0, paging::Cacheability::uncached},
               {{~0ull - 100}, 4_KiB, paging::Cacheability::uncached},
               {{127_GiB << 10}, 4_KiB, paging::Cacheability::uncached}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    EXPECT_EQ(space.direct_map(), due(memory));
    EXPECT_EQ(kernel_space::direct_map_length(space.plan), due(memory).back().end);
}

TEST_F(KernelSpaceTest, EndsTheDirectMapBelowTheStack)
{
    devices = {{{(127_GiB << 10) - 8_KiB}, ~0ull, paging::Cacheability::uncached}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    EXPECT_EQ(kernel_space::direct_map_length(space.plan), 127_GiB << 10);
    EXPECT_TRUE(space.is_mapped({kernel_space::stack_guard.value - 1}));
    EXPECT_FALSE(space.is_mapped(kernel_space::stack_guard));
}

} // namespace
