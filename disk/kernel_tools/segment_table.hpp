// SPDX-License-Identifier: BSD-2-Clause
// Formats the segments of a kernel that will boot, with the rights of their pages, as a table of text.
#pragma once

#include "stage2/image/elf.hpp"
#include "stage2/image/placement.hpp"

#include <string>

namespace segment_table {

struct Kernel {
    elf::Image const& image;
    placement::Place const& place; // with `nokaslr`
    bool in_lower_half;            // mapped at its physical address
};

// True if the loader aligns the kernel's memory to 2 MiB, as long as such memory is free.
bool suits_large_pages(placement::Place const& place);

std::string describe(Kernel const& kernel);

} // namespace segment_table
