// SPDX-License-Identifier: BSD-2-Clause
// One loop for all anchors. It compares four lines in a round, because it searches up to 8,192 lines of the BIOS's ROM.
#include "stage2/machine/anchor.hpp"

namespace anchor {

std::uint32_t next(Bytes area, std::uint32_t offset, std::uint32_t bytes)
{
    constexpr std::ptrdiff_t line = 16, round = 4 * line;
    auto const* place = area.data() + offset;
    auto const* const end = area.data() + area.size();
    auto const is_here = [&](std::ptrdiff_t skip) { return overlay<Le32>(place + skip) == bytes; };
    while (end - place >= round && !is_here(0) && !is_here(line) && !is_here(2 * line) && !is_here(3 * line))
        place += round;
    while (end - place >= static_cast<std::ptrdiff_t>(sizeof bytes) && !is_here(0))
        place += line;
    return static_cast<std::uint32_t>(place - area.data());
}

} // namespace anchor
