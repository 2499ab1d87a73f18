// SPDX-License-Identifier: BSD-2-Clause
// A mark in memory that most BIOSes leave alone when the PC is reset: it shows that the last kernel ran only for seconds.
// It is a hint: where the BIOS clears the memory there is no mark.
#pragma once

#include <cstdint>

namespace reset_mark {

// Leaves the mark, at layout::reset_mark. A kernel that restarts the PC on purpose clears it. `ticks`: the BIOS's tick count, which begins with the time of day after each reset.
void leave(std::uint32_t ticks);

// Removes the mark. Returns whether there was one, and it was left at most most_seconds ago.
bool take(std::uint32_t ticks);

inline constexpr std::uint32_t most_seconds = 30;

} // namespace reset_mark
