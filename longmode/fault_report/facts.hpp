// SPDX-License-Identifier: BSD-2-Clause
// The data for the report of a fault in the kernel, and its place in the reporter's page.
#pragma once

#include "include/units.hpp"

#include <cstdint>

namespace fault_report {

using ::page_size;

// The reporter is one page, mapped read-only and executable. It begins with the facts. The entry points, one for each
// vector, are CALL instructions of five bytes.
inline constexpr std::uint32_t entries_offset = 64;
inline constexpr std::uint32_t entry_size = 5;

// Addresses are virtual.
struct Facts {
    std::uint64_t reporting;   // of a writable byte: not 0 once a report has begun
    std::uint64_t guard_begin; // the unmapped pages below the kernel's stack
    std::uint64_t guard_end;
    std::uint64_t screen;  // text mode: video memory; graphics: the framebuffer
    std::uint64_t font;    // 256 glyphs of 8 by 16 pixels; 0 in a text mode
    std::uint32_t pitch;   // bytes per row of characters (text) or pixels (graphics)
    std::uint16_t columns; // characters
    std::uint16_t com1;    // port
    std::uint8_t bytes_per_pixel;
    std::uint8_t padding[7];
};
static_assert(sizeof(Facts) == 56 && sizeof(Facts) <= entries_offset);

} // namespace fault_report
