// Formats the segments of a kernel that will boot, with the rights of their pages, as a table of text.
#pragma once

#include "disk/kernel_tools/kernel_verdict.hpp"

#include <string>

namespace segment_table {

std::string describe(kernel_verdict::Facts const& facts);

} // namespace segment_table
