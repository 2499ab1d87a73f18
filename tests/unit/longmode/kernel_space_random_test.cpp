// SPDX-License-Identifier: BSD-2-Clause
// Tests random address spaces against a model of what must be mapped: each address must be mapped as it should be, no
// other one may be, and the number of tables must suffice.
#include "longmode/kernel_space.hpp"

#include "tests/unit/page_table_memory.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;
using paging::Cacheability;

constexpr std::uint64_t direct_map = 0xFFFF'8000'0000'0000;
constexpr std::uint64_t stack_area = 0xFFFF'FF00'0000'0000;
constexpr std::uint64_t kernel_base = 0xFFFF'FFFF'8000'0000;

// A stretch that is mapped in one way.
struct Area {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t target;
    bool writable;
    bool executable;
    int attribute_index;

    bool operator==(Area const&) const = default;
};

void PrintTo(Area const& area, std::ostream* out)
{
    *out << std::hex << '[' << area.begin << ", " << area.end << ") to " << area.target << (area.writable ? " W" : "")
         << (area.executable ? " X" : "") << " PA" << area.attribute_index;
}

bool goes_on(Area const& area, Area const& next)
{
    return area.end == next.begin && area.target + (area.end - area.begin) == next.target &&
           area.writable == next.writable && area.executable == next.executable &&
           area.attribute_index == next.attribute_index;
}

// Sorted, with neighbours that go on in the same way made one.
std::vector<Area> joined(std::vector<Area> areas)
{
    std::ranges::sort(areas, {}, &Area::begin);
    std::vector<Area> result;
    for (auto const& area : areas)
        if (!result.empty() && goes_on(result.back(), area))
            result.back().end = area.end;
        else
            result.push_back(area);
    return result;
}

struct RandomSpace {
    explicit RandomSpace(std::uint32_t seed) : random(seed)
    {
        features = {.no_execute = one_in(2),
                    .gigabyte_pages = one_in(2),
                    .five_levels = one_in(2),
                    .page_attributes = one_in(2)};
        make_memory();
        make_kernel();
        for (auto count = below(4); count > 0 && one_in(2); --count)
            devices.push_back({{one_in(3) ? below(1ull << 35) : near_memory()},
                               below(1ull << below(33)) + below(2),
                               one_in(2) ? Cacheability::uncached : Cacheability::write_combining});
    }

    std::uint64_t below(std::uint64_t end) { return random() % end; }
    bool one_in(std::uint64_t count) { return below(count) == 0; }

    void make_memory()
    {
        std::uint64_t at = one_in(2) ? 0 : 1_MiB;
        for (auto count = below(30); count > 0; --count) {
            at += one_in(3) ? 0 : below(1ull << below(34));
            at = one_in(3) ? round_up(at, 1_GiB) : at;
            auto const length = one_in(4) ? (1 + below(3)) << 30 : below(1ull << below(35)) + 1;
            memory.push_back({at, length,
                              one_in(4)   ? MemoryKind::reserved
                              : one_in(2) ? MemoryKind::usable
                                          : MemoryKind::acpi_nvs,
                              0});
            at += length;
        }
        // As MemoryMap has it: nothing in the legacy area above 640 KiB is memory.
        std::erase_if(
            memory, [](MemoryRange const& range) { return range.base < 1_MiB && range.base + range.length > 640_KiB; });
    }

    std::uint64_t near_memory()
    {
        if (memory.empty())
            return below(4_GiB);
        auto const& range = memory[static_cast<std::size_t>(below(memory.size()))];
        return (one_in(2) ? range.base : range.base + range.length) + below(4_MiB) - std::min(range.base, below(4_MiB));
    }

    void make_kernel()
    {
        auto at = (one_in(2) ? below(200) * 2_MiB : below(1000) * 4_KiB);
        auto const to = one_in(2) ? below(1000) * 2_MiB : below(1000) * 4_KiB;
        auto const base = one_in(4) ? 64_MiB : kernel_base;
        for (auto count = below(4) + 1; count > 0; --count) {
            auto const length = (below(1ull << below(12)) + 1) * 4_KiB;
            bool const write = one_in(2);
            kernel.push_back({{base + at}, {to + at}, length, {.write = write, .execute = !write && one_in(2)}});
            at += length + below(100) * 4_KiB;
        }
    }

    kernel_space::Plan plan() const
    {
        return {.kernel = kernel,
                .memory = memory,
                .devices = devices,
                .stack = stack,
                .stack_size = stack_size,
                .stack_guard_size = guard_size,
                .identity_page = {0x12000},
                .fault_report = {0x13000},
                .start_page = start_page,
                .read_only_direct_map = read_only_direct_map,
                .features = features};
    }

    std::mt19937_64 random;
    paging::Features features;
    std::vector<MemoryRange> memory;
    std::vector<kernel_space::Mapping> kernel;
    std::vector<kernel_space::Device> devices;
    PhysAddr stack{below(1000) * 4_KiB};
    std::uint32_t stack_size = static_cast<std::uint32_t>(4_KiB << below(13));
    std::uint32_t guard_size = static_cast<std::uint32_t>(4_KiB << below(19));
    bool read_only_direct_map = one_in(2);
    PhysAddr start_page{one_in(2) ? 0 : 0x5A000u};
};

// The direct map that is due: what comes first has its pages.
struct Model {
    explicit Model(kernel_space::Plan const& plan) : no_execute(plan.features.no_execute)
    {
        for (auto const& mapping : plan.kernel)
            if (plan.read_only_direct_map && !mapping.rights.write)
                add(direct_map + mapping.to.value, direct_map + mapping.to.value + mapping.length, mapping.to.value,
                    {.write = false, .execute = false}, write_back_index);
        add_direct(0xA0000, 0xC0000, uncached_index);
        add_direct(0, 1_MiB, write_back_index);
        for (auto const& range : plan.memory)
            if (range.kind != MemoryKind::reserved)
                add_direct(range.base, range.base + range.length, write_back_index);
        int const combining = plan.features.page_attributes ? write_combining_index : uncached_index;
        for (auto const& device : plan.devices)
            if (device.length != 0)
                add_direct(device.base.value, device.base.value + device.length,
                           device.cacheability == Cacheability::uncached ? uncached_index : combining);
        auto const stack = stack_area + plan.stack_guard_size;
        add(stack, stack + plan.stack_size, plan.stack.value, {.write = true, .execute = false}, write_back_index);
        auto const reporter = stack + plan.stack_size + 4_KiB;
        add(reporter, reporter + 4_KiB, plan.fault_report.value, {.write = false, .execute = true}, write_back_index);
        if (plan.start_page.value != 0)
            add(reporter + 8_KiB, reporter + 12_KiB, plan.start_page.value, {.write = false, .execute = true},
                write_back_index);
        add(plan.identity_page.value, plan.identity_page.value + 4_KiB, plan.identity_page.value,
            {.write = false, .execute = true}, write_back_index);
        for (auto const& mapping : plan.kernel)
            add(mapping.from.value, mapping.from.value + mapping.length, mapping.to.value, mapping.rights,
                write_back_index);
    }

    void add(std::uint64_t begin, std::uint64_t end, std::uint64_t target, paging::Rights rights, int index)
    {
        areas.push_back({begin, end, target, rights.write, rights.execute || !no_execute, index});
    }

    // In whole pages, around what is there.
    void add_direct(std::uint64_t begin, std::uint64_t end, int index)
    {
        begin = direct_map + begin / 4096 * 4096;
        end = direct_map + (end + 4095) / 4096 * 4096;
        while (begin < end) {
            auto const before = areas;
            auto next_end = end;
            bool taken = false;
            for (auto const& area : before) {
                if (area.begin <= begin && begin < area.end) {
                    begin = area.end;
                    taken = true;
                } else if (begin < area.begin) {
                    next_end = std::min(next_end, area.begin);
                }
            }
            if (taken)
                continue;
            add(begin, next_end, begin - direct_map, {.write = true, .execute = false}, index);
            begin = next_end;
        }
    }

    bool no_execute;
    std::vector<Area> areas;
};

std::vector<Area> found_in(PageTableMemory const& memory, PhysAddr root, paging::Features const& features)
{
    std::vector<Area> areas;
    for (auto const& leaf : memory.leaves(root, features.levels())) {
        EXPECT_FALSE(reserved_bits_set(leaf, features));
        EXPECT_FALSE(leaf.rights.user);
        areas.push_back({leaf.address.value, leaf.end().value, leaf.target().value, leaf.rights.writable,
                         leaf.rights.executable, attribute_index(leaf)});
    }
    return joined(areas);
}

TEST(RandomKernelSpace, IsWhatItsPlanSays)
{
    for (std::uint32_t seed = 0; seed < rounds(200U); ++seed) {
        RandomSpace const space{seed};
        auto const plan = space.plan();
        auto const needed = kernel_space::tables_needed(plan);
        PageTableMemory memory(needed);
        memory.dirty();
        auto const result = kernel_space::build(plan, memory.arena);
        ASSERT_TRUE(result) << seed;
        auto const found = found_in(memory, result->root(), plan.features);
        auto const model = Model{plan};
        ASSERT_EQ(found, joined(model.areas)) << seed;

        // Exact without devices and read-only parts of the direct map; each of them can count the tables at its two ends
        // once too often.
        auto const spare = needed - memory.arena.used();
        auto const read_only_parts = plan.read_only_direct_map ? plan.kernel.size() : 0;
        ASSERT_LE(spare, (plan.devices.size() + 2 * read_only_parts) * 2 * 4) << seed;
        if (plan.read_only_direct_map)
            continue; // these kernels may lie where no memory is

        std::uint64_t end = 0;
        for (auto const& area : model.areas)
            if (area.begin >= direct_map && area.begin < stack_area)
                end = std::max(end, area.end - direct_map);
        ASSERT_EQ(kernel_space::direct_map_length(plan), end) << seed;
    }
}

} // namespace
