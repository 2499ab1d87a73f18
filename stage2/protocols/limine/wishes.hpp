// SPDX-License-Identifier: BSD-2-Clause
// Numbers that a kernel asks for by its requests. The Limine Boot Protocol, "Paging Mode Feature", "Stack Size Feature",
// "MP (Multiprocessor) Feature".
#pragma once

#include "include/units.hpp"
#include "stage2/protocols/limine/paging_mode.hpp"
#include "stage2/protocols/limine/requests.hpp"

#include <algorithm>
#include <cstdint>

namespace limine {

// Without a request: four levels.
inline PagingWindow paging_window(Requests const& requests)
{
    PagingWindow window{};
    if (auto const mode = requests.extra(Feature::paging_mode, 0)) {
        window.mode = *mode;
        window.highest = requests.extra(Feature::paging_mode, 1).value_or(*mode);
        window.lowest = requests.extra(Feature::paging_mode, 2).value_or(0);
    }
    return window;
}

// Bytes, a multiple of the page size, of each processor's stack.
inline std::uint64_t stack_size(Requests const& requests)
{
    constexpr std::uint64_t least = 64_KiB, most = 4_GiB;
    auto const wanted = requests.extra(Feature::stack_size, 0).value_or(0);
    return round_up(std::clamp(wanted, least, most), page_size);
}

inline bool wants_x2apic(Requests const& requests)
{
    constexpr std::uint64_t x2apic = 1;
    return (requests.extra(Feature::processors, 0).value_or(0) & x2apic) != 0;
}

} // namespace limine
