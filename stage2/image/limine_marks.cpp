// SPDX-License-Identifier: BSD-2-Clause
// Searches for the marks of the Limine boot protocol. Looks at each eighth byte of a kernel, so it does little there.
#include "stage2/image/limine_marks.hpp"

#include <algorithm>

namespace limine_marks {

namespace {

constexpr Words all[]{request, base_revision, start, end};

// The upper halves of the first words are in a range that has few other numbers of a kernel.
constexpr std::uint32_t lowest = end[0] >> 32;
constexpr std::uint32_t highest = base_revision[0] >> 32;
static_assert(std::ranges::all_of(all, [](Words const& mark) {
    auto const upper = static_cast<std::uint32_t>(mark[0] >> 32);
    return upper >= lowest && upper <= highest;
}));

} // namespace

bool is_at(std::byte const* place, Words const& mark)
{
    return __builtin_memcmp(place, &mark, sizeof mark) == 0;
}

std::byte const* next(std::byte const* from, std::byte const* to)
{
    if (to - from < static_cast<std::ptrdiff_t>(sizeof(Words)))
        return to;
    for (auto const* const last = to - sizeof(Words); from <= last; from += sizeof(std::uint64_t)) {
        std::uint32_t upper;
        __builtin_memcpy(&upper, from + sizeof upper, sizeof upper);
        if (upper - lowest > highest - lowest)
            continue;
        for (auto const& mark : all)
            if (is_at(from, mark))
                return from;
    }
    return to;
}

} // namespace limine_marks
