// SPDX-License-Identifier: BSD-2-Clause
// Implements the checks of addresses that several topics of the self-check use.

#include "kernel/check/check.hpp"

#include "kernel/memory/memory_ranges.hpp"

namespace check {

bool lies_in(Evidence const& evidence, std::uint64_t begin, std::uint64_t size, farjump::MemoryKind kind)
{
    if (size == 0 || !evidence.memory.contains({begin}) || begin + size < begin)
        return false;
    for (auto page = round_down(begin, page_size); page < begin + size; page += page_size)
        if (!evidence.tables.page_at({page}))
            return false;
    auto const physical = evidence.tables.physical_of({begin})->value;
    return memory_ranges::covered_by(evidence.ranges, physical, physical + size, kind);
}

std::size_t string_size(Evidence const& evidence, std::uint64_t begin)
{
    constexpr std::size_t longest = 64_KiB;
    for (std::size_t size = 0; size < longest; ++size) {
        auto const address = begin + size;
        if ((size == 0 || address % page_size == 0) && !lies_in(evidence, address, 1, farjump::MemoryKind::loader))
            return 0;
        if (*reinterpret_cast<char const*>(address) == '\0')
            return size + 1;
    }
    return 0;
}

} // namespace check
