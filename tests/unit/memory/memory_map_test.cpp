// SPDX-License-Identifier: BSD-2-Clause
// Tests the memory map against a model that stores each kilobyte separately.
#include "stage2/memory/memory_map.hpp"

#include "tests/unit/map_lists.hpp"
#include "tests/unit/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

namespace {

using enum MemoryKind;
using Ranges = std::vector<Range>;

// Physical memory as a list of kilobytes: nothing is sorted, cut or merged here.
class Model {
public:
    static constexpr std::size_t kilobytes = 3000;

    void add(std::size_t base, std::size_t length, MemoryKind kind)
    {
        for (auto at = base; at < std::min(base + length, kilobytes); ++at)
            if (!kinds_[at] || rank(kind) > rank(*kinds_[at]))
                kinds_[at] = kind;
    }

    void finish(std::size_t low_end)
    {
        add(0, 64, reserved);
        add(low_end, 1024 - low_end, reserved);
        for (std::size_t page = 0; page < kilobytes; page += 4) {
            bool whole = true;
            for (std::size_t at = page; at < page + 4; ++at)
                whole = whole && at < kilobytes && kinds_[at] == usable;
            for (std::size_t at = page; at < std::min(page + 4, kilobytes) && !whole; ++at)
                if (kinds_[at] == usable)
                    kinds_[at].reset();
        }
    }

    Ranges ranges() const
    {
        Ranges ranges;
        for (std::size_t at = 0; at < kilobytes; ++at) {
            if (!kinds_[at])
                continue;
            if (ranges.empty() || ranges.back().end != at * 1_KiB || ranges.back().kind != *kinds_[at])
                ranges.push_back({at * 1_KiB, at * 1_KiB, *kinds_[at]});
            ranges.back().end += 1_KiB;
        }
        return ranges;
    }

private:
    static std::size_t rank(MemoryKind kind)
    {
        static constexpr std::array order{usable, acpi_reclaimable, acpi_nvs, bad, reserved};
        return static_cast<std::size_t>(std::ranges::find(order, kind) - order.begin());
    }

    std::array<std::optional<MemoryKind>, kilobytes> kinds_{};
};

TEST(MemoryMap, IsWhatTheModelSaysWhateverIsAdded)
{
    std::mt19937 random(1);
    for (int round = 0; round < rounds(100); ++round) {
        MemoryMap map;
        Model model;
        for (auto count = random() % 40; count > 0; --count) {
            auto const base = random() % Model::kilobytes;
            auto const length = random() % (Model::kilobytes - base);
            auto const kind = random() % 3 == 0 ? usable : MemoryKind{static_cast<std::uint32_t>(1 + random() % 5)};
            map.add(base * 1_KiB, length * 1_KiB, kind);
            model.add(base, length, kind);
            ASSERT_EQ(listed(map), model.ranges());
        }
        auto const low_end = 128 + random() % 513;
        map.finish(low_end * 1_KiB);
        model.finish(low_end);
        ASSERT_EQ(listed(map), model.ranges());
        ASSERT_TRUE(in_order(map));
    }
}

TEST(MemoryMap, ShrinksUsableMemoryToWholePages)
{
    MemoryMap map;
    map.add(2_MiB + 1, 3 * 4_KiB, usable);
    map.add(3_MiB + 1, 8_KiB - 2, usable);
    map.add(~0ull - 5, 5, usable);
    map.finish(640_KiB);
    EXPECT_EQ(map.usable_bytes(), 2 * 4_KiB);
    EXPECT_EQ(map.usable_ranges(), 1u);
}

TEST(MemoryMap, BelievesNoUsableRangeThatWraps)
{
    MemoryMap map;
    map.add(2_MiB, 1_MiB, usable);
    map.add(4_MiB, ~0ull, usable);
    map.add(~0ull << 12, 8_KiB, usable);
    map.add(8_MiB, ~0ull, reserved); // the careful reading
    map.finish(640_KiB);
    EXPECT_EQ(map.usable_bytes(), 1_MiB);
    EXPECT_EQ(map.ranges().back().base, 8_MiB);
    EXPECT_EQ(map.dropped(), 0u);
}

TEST(MemoryMap, EndsWhereTheProcessorReaches)
{
    MemoryMap map;
    map.limit(64_GiB);
    map.add(63_GiB, 2_GiB, usable);
    map.add(64_GiB, 1_GiB, usable);
    map.add(100_GiB, 1_GiB, reserved);
    map.finish(640_KiB);
    EXPECT_EQ(map.usable_bytes(), 1_GiB);
    EXPECT_EQ(map.ranges().back().base + map.ranges().back().length, 64_GiB);
    map.limit(~0ull);
    map.clear();
    map.add(0, ~0ull, reserved);
    EXPECT_EQ(map.ranges().back().length, MemoryMap::highest);
}

// A range that is not usable and finds no room must not come back as usable when there is room again.
TEST(MemoryMap, DoesNotGrantWhatItHasForgotten)
{
    MemoryMap map;
    for (std::uint64_t i = 0; i < 600; ++i)
        map.add(1_MiB + i * 4_KiB, 4_KiB, i % 2 == 0 ? usable : reserved);
    EXPECT_NE(map.dropped(), 0u);
    map.add(1_MiB, 200 * 4_KiB, reserved); // two hundred become one
    map.add(1_MiB, 600 * 4_KiB, usable);
    for (auto const& range : listed(map))
        EXPECT_TRUE(range.kind == reserved || range.end - range.base == 4_KiB);
    map.clear();
    map.add(1_MiB, 1_MiB, usable);
    EXPECT_EQ(map.usable_bytes(), 1_MiB);
    EXPECT_EQ(map.dropped(), 0u);
}

} // namespace
