// The kernel's address space, held against what boot_info.hpp promises, by another walker than the builder.
#include "longmode/kernel_space.hpp"

#include "tests/unit/page_table_memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using enum farjump::MemoryKind;
using farjump::MemoryRange;
using kernel_space::Mapping;

constexpr VirtAddr kernel_base{0xFFFF'FFFF'8000'0000};

std::vector<MemoryRange> machine_with(std::uint64_t memory)
{
    std::vector<MemoryRange> ranges{{0, 64_KiB, reserved, 0}, {64_KiB, 256_KiB, loader, 0},
                                    {320_KiB, 319_KiB, usable, 0}, {639_KiB, 385_KiB, reserved, 0}};
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

struct Space {
    explicit Space(kernel_space::Plan const& wanted) : plan(wanted), memory(kernel_space::tables_needed(wanted))
    {
        memory.dirty();
        result = kernel_space::build(plan, memory.arena);
        if (result)
            leaves = memory.leaves(result->root());
    }

    bool is_mapped(VirtAddr address) const { return memory.walk(result->root()).page_at(address).has_value(); }

    // The part of the direct map; true when each page lies where it says.
    std::vector<Stretch> direct_map() const
    {
        std::vector<Stretch> stretches;
        for (auto const& leaf : leaves) {
            if (leaf.address < kernel_space::direct_map || leaf.address >= kernel_space::stack_base)
                continue;
            EXPECT_EQ(leaf.target().value, leaf.address - kernel_space::direct_map);
            EXPECT_TRUE(leaf.rights.writable);
            EXPECT_EQ(leaf.rights.executable, !plan.no_execute);
            auto const begin = leaf.target().value;
            EXPECT_EQ(uncached(leaf), begin >= 0xA0000 && begin < 0xC0000) << std::hex << begin;
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
    Space build(std::span<MemoryRange const> memory, bool no_execute = true)
    {
        return Space({mappings, memory, PhysAddr{7_MiB}, PhysAddr{0x11000}, no_execute});
    }

    std::vector<Mapping> mappings{
        {kernel_base, {16_MiB}, 12_KiB, {.write = false, .execute = true}},
        {kernel_base + 16_KiB, {16_MiB + 16_KiB}, 8_KiB, {.write = false, .execute = false}},
        {kernel_base + 32_KiB, {16_MiB + 32_KiB}, 20_KiB, {.write = true, .execute = false}}};
};

TEST_F(KernelSpaceTest, MapsEverySizeOfMachineDirectly)
{
    for (auto const size : {16_MiB, 127_MiB, 3_GiB, 6_GiB, 64_GiB, 1_GiB << 10}) {
        auto const memory = machine_with(size);
        auto const space = build(memory);
        ASSERT_TRUE(space.result);
        EXPECT_EQ(space.direct_map(), due(memory));
        EXPECT_EQ(kernel_space::direct_map_length(memory), due(memory).back().end);
        EXPECT_LE(space.memory.arena.used(), 24u + (size >> 30));       // large pages, or there would be far more
    }
}

TEST_F(KernelSpaceTest, GivesTheKernelTheRightsOfItsSegments)
{
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    for (auto const& mapping : mappings)
        for (std::uint64_t offset = 0; offset < mapping.length; offset += 4_KiB) {
            auto const page = space.memory.walk(space.result->root()).page_at(mapping.from + offset);
            ASSERT_TRUE(page);
            EXPECT_EQ(page->target(), mapping.to + offset);
            EXPECT_EQ(page->rights.writable, mapping.rights.write);
            EXPECT_EQ(page->rights.executable, mapping.rights.execute);
        }
    EXPECT_FALSE(space.is_mapped(kernel_base + 12_KiB));                // between two segments
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
        EXPECT_FALSE(reserved_bits_set(leaf, true));
        if (leaf.rights.executable)
            executable.push_back(leaf.address);
    }
    EXPECT_EQ(executable, (std::vector<VirtAddr>{{0x11000}, kernel_base, kernel_base + 4_KiB, kernel_base + 8_KiB}));
}

TEST_F(KernelSpaceTest, SetsNoReservedBitWithoutNoExecute)
{
    auto const memory = machine_with(6_GiB);
    auto const space = build(memory, false);
    ASSERT_TRUE(space.result);
    space.memory.walk(space.result->root()).each([](Leaf const& entry) {
        EXPECT_FALSE(reserved_bits_set(entry, false)) << std::hex << entry.address.value;
        return true;
    });
    EXPECT_EQ(space.direct_map(), due(memory));
}

TEST_F(KernelSpaceTest, LeavesNullAndTheGuardUnmapped)
{
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    auto const stack = kernel_space::stack_base;
    for (std::uint64_t offset = 0; offset < kernel_space::stack_size; offset += 4_KiB) {
        auto const page = space.memory.walk(space.result->root()).page_at(stack + offset);
        ASSERT_TRUE(page);
        EXPECT_EQ(page->target().value, 7_MiB + offset);
        EXPECT_TRUE(page->rights.writable && !page->rights.executable);
    }
    for (std::uint64_t below = 4_KiB; below <= kernel_space::stack_guard_size; below += 4_KiB)
        EXPECT_FALSE(space.is_mapped({stack.value - below}));
    EXPECT_FALSE(space.is_mapped({stack.value + kernel_space::stack_size}));

    auto const lower_half = std::ranges::count_if(space.leaves, [](Leaf const& leaf) {
        return leaf.address.value < 1ull << 47;
    });
    EXPECT_EQ(lower_half, 1);                               // the identity page and nothing else: not null, too
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
    auto const page = space.memory.walk(space.result->root()).page_at(kernel_base + 5_MiB);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->size(), 2_MiB);
}

TEST_F(KernelSpaceTest, MapsALowerHalfKernelWhereItLies)
{
    mappings = {{{4_MiB}, {4_MiB}, 1_MiB, {.write = false, .execute = true}}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_TRUE(space.result);
    EXPECT_EQ(space.memory.walk(space.result->root()).physical_of({4_MiB + 5000}), PhysAddr{4_MiB + 5000});
}

TEST_F(KernelSpaceTest, RefusesAKernelThatLiesOnTheIdentityPage)
{
    mappings = {{{0x11000}, {16_MiB}, 4_KiB, {.write = true, .execute = false}}};
    auto const memory = machine_with(64_MiB);
    auto const space = build(memory);
    ASSERT_FALSE(space.result);
    EXPECT_EQ(space.result.error()->code, errors::Code::mapping_conflict);
}

// Maps and kernels that nobody thought of: the count must suffice, and the direct map be what is due.
TEST_F(KernelSpaceTest, NeedsNoMoreTablesThanItAsksFor)
{
    std::mt19937_64 random(1);
    for (int round = 0; round < 200; ++round) {
        std::vector<MemoryRange> memory;
        std::uint64_t at = 0;
        for (auto count = random() % 30; count > 0; --count) {
            at += random() % 3 == 0 ? 0 : random() % (1ull << (random() % 34));
            auto const length = random() % (1ull << (random() % 35)) + 1;
            memory.push_back({at, length, random() % 4 == 0 ? reserved : random() % 2 ? usable : acpi_nvs, 0});
            at += length;
        }
        auto const length = (random() % (1ull << (random() % 16)) + 1) * 4_KiB;
        auto const to = random() % 2 ? random() % 1000 * 2_MiB : random() % 1000 * 4_KiB;
        auto const from = kernel_base + (random() % 2 ? random() % 100 * 2_MiB : random() % 1000 * 4_KiB);
        mappings = {{from, {to}, length, {.write = false, .execute = true}}};
        auto const space = build(memory);
        ASSERT_TRUE(space.result) << round;
        ASSERT_EQ(space.direct_map(), due(memory)) << round;
    }
}

} // namespace
