// SPDX-License-Identifier: BSD-2-Clause
// Computes the number of page tables for a set of mappings before they are built.
// Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5).
#pragma once

#include "longmode/paging.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace paging {

// Mirrors AddressSpace::map(). It remembers the last table of each level, so that mappings in ascending order share it.
// In another order, tables may be counted twice, but never too few.
class TableCount {
public:
    // Starts with the root and the tables for the page at `first`.
    TableCount(Features const& features, VirtAddr first);

    void add(VirtAddr from, PhysAddr to, std::uint64_t length);

    std::size_t count() const { return count_; }

private:
    void add_tables(int level, std::uint32_t first, std::uint32_t last);

    Features features_;
    std::size_t count_;
    std::array<std::uint32_t, 5> last_{}; // of each level below the root's
};

} // namespace paging
