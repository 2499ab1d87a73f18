// SPDX-License-Identifier: BSD-2-Clause
// Tests the page tables for the switch to 64-bit mode: the kernel's upper half and the start page, and nothing else.
#include "stage2/machine/processors/start_page.hpp"

#include "tests/unit/page_table_memory.hpp"

#include <gtest/gtest.h>

namespace {

class SwitchRootTest : public testing::TestWithParam<bool> {
protected:
    paging::Features features{
        .no_execute = true, .gigabyte_pages = true, .five_levels = GetParam(), .page_attributes = true};
    PageTableMemory memory{32};
};

TEST_P(SwitchRootTest, HasTheKernelsUpperHalfAndTheStartPage)
{
    memory.dirty();
    auto space = *paging::AddressSpace::create(memory.arena, features);
    ASSERT_TRUE(space.map({{0x20'0000}, {0x20'0000}, page_size, {.write = false, .execute = true}}));
    ASSERT_TRUE(space.map({{0xFFFF'8000'0000'0000}, {0}, 4_GiB, {.write = true, .execute = false}}));
    ASSERT_TRUE(space.map({{0xFFFF'FFFF'8000'0000}, {0x20'0000}, page_size, {.write = false, .execute = true}}));
    auto const used = memory.arena.used();
    auto const root = start_page::make_switch_root(memory.arena, space.root(), features);
    ASSERT_TRUE(root);
    EXPECT_LE(memory.arena.used() - used, start_page::tables_for_switch);

    auto const kernels = memory.leaves(space.root(), features.levels()), ours = memory.leaves(*root, features.levels());
    ASSERT_EQ(ours.size(), kernels.size()); // one below, and the others above, which are the kernel's
    EXPECT_EQ(ours[0].address.value, start_page::place().value);
    EXPECT_EQ(ours[0].target().value, start_page::place().value);
    EXPECT_TRUE(ours[0].rights.writable && ours[0].rights.executable);
    EXPECT_EQ(ours[0].size(), page_size);
    for (std::size_t i = 1; i < ours.size(); ++i) {
        EXPECT_EQ(ours[i].address, kernels[i].address) << i;
        EXPECT_EQ(ours[i].target(), kernels[i].target()) << i;
        EXPECT_EQ(ours[i].bits, kernels[i].bits) << i;
    }
}

TEST_P(SwitchRootTest, NeedsItsTables)
{
    auto space = *paging::AddressSpace::create(memory.arena, features);
    while (memory.arena.used() < memory.tables.size() - 2)
        ASSERT_TRUE(memory.arena.take());
    auto const root = start_page::make_switch_root(memory.arena, space.root(), features);
    ASSERT_FALSE(root);
    EXPECT_EQ(root.error()->code, errors::Code::page_tables_full);
}

INSTANTIATE_TEST_SUITE_P(Levels, SwitchRootTest, testing::Bool());

} // namespace
