// SPDX-License-Identifier: BSD-2-Clause
// The number of page table levels that a kernel asks for. The Limine Boot Protocol, "Paging Mode Feature".
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace limine {

// Levels above four: 0 for four levels, 1 for five.
struct PagingWindow {
    std::uint64_t mode = 0; // preferred
    std::uint64_t highest = 0;
    std::uint64_t lowest = 0;
};

// The mode for a processor whose highest mode is `highest_here`. nullopt if none is in the window.
constexpr std::optional<std::uint32_t> choose_paging_mode(PagingWindow const& window, std::uint32_t highest_here)
{
    auto const highest = std::min<std::uint64_t>(window.highest, highest_here);
    if (window.lowest > highest)
        return std::nullopt;
    return static_cast<std::uint32_t>(std::clamp(window.mode, window.lowest, highest));
}

} // namespace limine
