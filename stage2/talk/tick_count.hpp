// SPDX-License-Identifier: BSD-2-Clause
// Counts the BIOS's clock ticks, 18.2 per second, so that each wait ends, even if the BIOS's count does not move.
#pragma once

#include <cstdint>

class TickCount {
public:
    static constexpr std::uint32_t per_second = 18;

    // If the BIOS's tick count does not advance, this number of looks counts as a tick: each takes at least a few
    // microseconds.
    static constexpr std::uint32_t looks_per_tick = 1 << 14;

    // To be called continuously with the BIOS's tick count. True once for each tick that was seen.
    bool has_ticked(std::uint32_t ticks)
    {
        if (ticks == ticks_ && ++looks_ != looks_per_tick)
            return false;
        ticks_ = ticks;
        looks_ = 0;
        return true;
    }

private:
    std::uint32_t ticks_ = 0;
    std::uint32_t looks_ = 0;
};
