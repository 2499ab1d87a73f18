// SPDX-License-Identifier: BSD-2-Clause
// The boot's timeline: the time stamp counter at the start of each step.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace timeline {

inline constexpr std::size_t most_marks = 24;
using Marks = std::array<farjump::TimelineMark, most_marks>;

// Starts a new timeline; its first mark is the start of stage 2.
void begin();

// Records the start of a step. Ignored without a time stamp counter, and after most_marks steps.
void mark(std::string_view step);

// All marks so far, in order.
std::span<farjump::TimelineMark const> marks();

} // namespace timeline
