// SPDX-License-Identifier: BSD-2-Clause
// Tests how many page tables an address plan needs. What they map is tested by kernels: tests/guests/limine.
#include "stage2/protocols/limine/address_space.hpp"

#include <gtest/gtest.h>

namespace {

using limine::Kind;
using limine::MemoryEntry;

TEST(LimineAddressSpace, TheDirectMapIsInTheUpperHalf)
{
    limine::AddressPlan plan{};
    EXPECT_EQ(plan.direct({0x1234}).value, 0xFFFF'8000'0000'1234u);
    plan.features.five_levels = true;
    EXPECT_EQ(plan.direct({0x1234}).value, 0xFF00'0000'0000'1234u);
}

TEST(LimineAddressSpace, TheIdentityMapOfRevision0NeedsTablesOfItsOwn)
{
    MemoryEntry const memory[]{{0x100000, 0x100000, Kind::usable}};
    limine::AddressPlan plan{};
    plan.memory = memory;
    plan.revision = 1;
    auto const without = tables_needed(plan);
    plan.revision = 0;
    EXPECT_GT(tables_needed(plan), without);
    plan.revision = 3; // not the whole 4 GiB
    EXPECT_LT(tables_needed(plan), without);
}

} // namespace
