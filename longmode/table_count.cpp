// SPDX-License-Identifier: BSD-2-Clause
// Counts the page tables of each level.
#include "longmode/table_count.hpp"

namespace paging {

namespace {

// The number, in the whole address space, of the lowest-level table for an address. (The address bits that 32 bits
// cannot hold repeat others: they are 0 in the lower half and 1 in the upper.)
std::uint32_t lowest_table(std::uint64_t address)
{
    return static_cast<std::uint32_t>(address >> 21);
}

// The number of the table of a higher level that contains it.
std::uint32_t table_above(std::uint32_t lowest, int level)
{
    return lowest >> 9 * (level - 1);
}

} // namespace

TableCount::TableCount(Features const& features, VirtAddr first)
    : features_{features}, count_{static_cast<std::size_t>(features.levels())}
{
    for (int level = 1; level < features_.levels(); ++level)
        last_[level] = table_above(lowest_table(first.value), level);
}

void TableCount::add(VirtAddr from, PhysAddr to, std::uint64_t length)
{
    if (length == 0)
        return;
    auto const end = from.value + length;
    auto const first = lowest_table(from.value);
    auto const last = lowest_table(end - 1);
    int const largest = page_level(features_, from, to);
    for (int level = 1; level < features_.levels(); ++level) {
        auto const first_table = table_above(first, level);
        auto const last_table = table_above(last, level);
        if (level >= largest) {
            add_tables(level, first_table, last_table);
            continue;
        }
        // Pages of this size are only needed before the first larger page and after the last.
        auto const larger = page_size_of(level + 1);
        if (static_cast<std::uint32_t>(from.value) % larger != 0)
            add_tables(level, first_table, first_table);
        if (static_cast<std::uint32_t>(end) % larger != 0)
            add_tables(level, last_table, last_table);
    }
}

void TableCount::add_tables(int level, std::uint32_t first, std::uint32_t last)
{
    count_ += last - first + (first == last_[level] ? 0 : 1);
    last_[level] = last;
}

} // namespace paging
