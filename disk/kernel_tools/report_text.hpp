// Numbers and lines of a report for a terminal, beyond what disk/host/words.hpp has.
#pragma once

#include "include/units.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace report_text {

std::string hex(std::uint64_t number, int digits = 1);
std::string hex(VirtAddr address);
std::string kib(std::uint64_t bytes); // of whole pages: nothing is left out

// With spaces behind or before them, to be that wide.
std::string left(std::string_view words, std::size_t width);
std::string right(std::string_view words, std::size_t width);

// A line that starts with `first`, broken between words where it gets too long; what follows is indented by as much.
std::string wrapped(std::string_view first, std::string_view words);

} // namespace report_text
