// The loader's own log: all that stage 2 has printed, kept for the kernel.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace boot_log {

inline constexpr std::size_t capacity = 8 << 10;
using Text = std::array<char, capacity>;

// What stands where lines were left out: the log keeps its beginning and its end.
inline constexpr std::string_view gap = "\n[...]\n";

void clear();
void append(std::string_view words);

std::string_view text();
bool is_cut();

} // namespace boot_log
