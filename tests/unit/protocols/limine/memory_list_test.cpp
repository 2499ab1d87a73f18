// SPDX-License-Identifier: BSD-2-Clause
// Tests the memory map as the Limine boot protocol describes it.
#include "stage2/protocols/limine/memory_list.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <vector>

namespace limine {

bool operator==(MemoryEntry const& a, MemoryEntry const& b)
{
    return a.base == b.base && a.length == b.length && a.kind == b.kind;
}

void PrintTo(MemoryEntry const& entry, std::ostream* stream)
{
    *stream << std::hex << '[' << entry.base << ", " << entry.end() << ") is " << static_cast<unsigned>(entry.kind);
}

} // namespace limine

namespace {

using limine::Kind;
using limine::MemoryEntry;
using limine::MemoryList;

std::vector<MemoryEntry> listed(MemoryList const& list)
{
    return {list.entries().begin(), list.entries().end()};
}

struct Range {
    std::uint64_t base;
    std::uint64_t length;
    MemoryKind kind;
};

std::unique_ptr<MemoryList> list_of(std::vector<Range> const& map)
{
    std::vector<MemoryRange> ranges(map.size());
    for (std::size_t index = 0; index < map.size(); ++index) {
        ranges[index].base = map[index].base;
        ranges[index].length = map[index].length;
        ranges[index].kind = map[index].kind;
    }
    auto list = std::make_unique<MemoryList>();
    list->assign(ranges);
    return list;
}

TEST(LimineMemoryList, LowMemoryBelongsToTheLoader)
{
    auto const list = list_of({{0, 0x10000, MemoryKind::reserved}, {0x10000, 0x1000, MemoryKind::loader}});
    EXPECT_EQ(listed(*list), (std::vector<MemoryEntry>{{0, 0x1000, Kind::reserved}, {0x1000, 0x10000, Kind::loader}}));
}

TEST(LimineMemoryList, ConvertsKinds)
{
    auto const list = list_of({{0x10000, 0x1000, MemoryKind::usable},
                               {0x20000, 0x1000, MemoryKind::acpi_reclaimable},
                               {0x30000, 0x1000, MemoryKind::acpi_nvs},
                               {0x40000, 0x1000, MemoryKind::bad},
                               {0x50000, 0x1000, MemoryKind::kernel},
                               {0x60000, 0x1000, MemoryKind::module},
                               {0x70000, 0x1000, MemoryKind::framebuffer}});
    std::vector<Kind> kinds;
    for (auto const& entry : list->entries())
        kinds.push_back(entry.kind);
    EXPECT_EQ(kinds,
              (std::vector<Kind>{Kind::usable, Kind::acpi_reclaimable, Kind::acpi_nvs, Kind::bad,
                                 Kind::executable_and_modules, Kind::executable_and_modules, Kind::framebuffer}));
}

TEST(LimineMemoryList, ATableSplitsReservedMemory)
{
    auto const list = list_of({{0xF0000, 0x10000, MemoryKind::reserved}});
    list->declare_table(0xF5AD0, 20);
    EXPECT_EQ(listed(*list), (std::vector<MemoryEntry>{{0xF0000, 0x5000, Kind::reserved},
                                                       {0xF5000, 0x1000, Kind::reserved_mapped},
                                                       {0xF6000, 0xA000, Kind::reserved}}));
}

TEST(LimineMemoryList, ATableAtTheBorderOrInAHole)
{
    auto const list = list_of({{0xF0000, 0x2000, MemoryKind::reserved}});
    list->declare_table(0xF0000, 0x1000);
    list->declare_table(0xF1FFF, 0x1000); // the last reserved page, and one behind it
    EXPECT_EQ(listed(*list), (std::vector<MemoryEntry>{{0xF0000, 0x3000, Kind::reserved_mapped}}));
    list->declare_table(0x200000, 1);
    EXPECT_EQ(list->entries().back(), (MemoryEntry{0x200000, 0x1000, Kind::reserved_mapped}));
}

TEST(LimineMemoryList, OtherKindsStay)
{
    auto const before = list_of({{0x100000, 0x1000, MemoryKind::usable}, {0x101000, 0x1000, MemoryKind::acpi_nvs}});
    auto const list = list_of({{0x100000, 0x1000, MemoryKind::usable}, {0x101000, 0x1000, MemoryKind::acpi_nvs}});
    list->declare_table(0x100000, 0x2000);
    EXPECT_EQ(listed(*list), listed(*before));
}

TEST(LimineMemoryList, NonsenseIsIgnored)
{
    auto const list = list_of({{0xF0000, 0x1000, MemoryKind::reserved}});
    list->declare_table(0xF0000, 0);
    list->declare_table(~std::uint64_t{0} - 10, 100);
    list->declare_table(~std::uint64_t{0} - 10, 5);
    EXPECT_EQ(list->entries().size(), 1u);
}

TEST(LimineMemoryList, HasALimit)
{
    auto const list = list_of({});
    for (std::uint64_t page = 0; page < 2 * MemoryList::capacity; page += 2)
        list->declare_table(page * page_size, 1);
    EXPECT_LE(list->entries().size(), MemoryList::capacity);
    EXPECT_GE(list->entries().size(), MemoryList::most_tables);
}

TEST(LimineMemoryList, TheDirectMapDependsOnTheRevision)
{
    for (std::uint32_t revision = 0; revision <= 6; ++revision) {
        EXPECT_TRUE(is_in_direct_map(Kind::usable, revision));
        EXPECT_TRUE(is_in_direct_map(Kind::framebuffer, revision));
        EXPECT_EQ(is_in_direct_map(Kind::reserved, revision), revision == 0);
        EXPECT_EQ(is_in_direct_map(Kind::bad, revision), revision == 0);
        EXPECT_EQ(is_in_direct_map(Kind::acpi_nvs, revision), revision != 3);
        EXPECT_EQ(is_in_direct_map(Kind::reserved_mapped, revision), revision >= 4);
    }
}

} // namespace
