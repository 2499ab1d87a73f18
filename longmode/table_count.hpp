// How many page tables mappings need, before there are any.
// Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5).
#pragma once

#include "longmode/paging.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace paging {

// Goes along with AddressSpace::map. Of each level it remembers the last table counted, so that mappings that are added
// in the order of their addresses share it. Added in another order, tables may count twice, but none is forgotten.
class TableCount {
public:
    // With the root and the tables that lead to the page at `first`.
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
