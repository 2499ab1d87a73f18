// The timeline of the boot: what the time stamp counter showed when each step began.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace timeline {

inline constexpr std::size_t most_marks = 24;
using Marks = std::array<farjump::TimelineMark, most_marks>;

// Begins a new timeline with stage 2's own start.
void begin();

// A step begins. Without a time stamp counter, and beyond most_marks, nothing is written down.
void mark(std::string_view step);

std::span<farjump::TimelineMark const> marks();

} // namespace timeline
