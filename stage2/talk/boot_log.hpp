// SPDX-License-Identifier: BSD-2-Clause
// The loader's log: all console output of stage 2, for the kernel.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace boot_log {

inline constexpr std::size_t capacity = 8 << 10;
using Text = std::array<char, capacity>;

// Replaces the lines that were dropped from the middle of the log.
inline constexpr std::string_view gap = "\n[...]\n";

void clear();
void append(std::string_view words);
// Whether append() keeps all text that there is.
bool has_room_for(std::string_view words);

// All text so far, valid until the next append().
std::string_view text();
// Whether lines have been dropped.
bool is_cut();

} // namespace boot_log
