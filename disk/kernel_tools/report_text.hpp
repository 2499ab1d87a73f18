// SPDX-License-Identifier: BSD-2-Clause
// Formats numbers and lines of a report for a terminal, in addition to disk/host/words.hpp.
#pragma once

#include "include/units.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace report_text {

std::string hex(std::uint64_t number, int digits = 1);
std::string hex(VirtAddr address);
std::string kib(std::uint64_t bytes); // for multiples of 1 KiB: does not round

// Pads with spaces, behind or before the text, to this width.
std::string left(std::string_view words, std::size_t width);
std::string right(std::string_view words, std::size_t width);

// A line that starts with `first`, wrapped between words; the following lines are indented to the width of `first`.
std::string wrapped(std::string_view first, std::string_view words);

} // namespace report_text
