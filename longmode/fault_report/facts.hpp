// What the report of the kernel's first fault must know of the machine, and where stage 2 puts it.
#pragma once

#include "include/units.hpp"

#include <cstdint>

namespace fault_report {

using ::page_size;

// The reporter is one page, mapped read-only and executable. It begins with the facts; the entries, one for each
// vector, are CALL instructions of five bytes.
inline constexpr std::uint32_t entries_offset = 64;
inline constexpr std::uint32_t entry_size = 5;

// Addresses are virtual.
struct Facts {
    std::uint64_t reporting;   // of a byte that can be written: not 0 once a report has begun
    std::uint64_t guard_begin; // the unmapped pages below the kernel's stack
    std::uint64_t guard_end;
    std::uint64_t screen;  // video memory of the text mode, or the framebuffer
    std::uint64_t font;    // 256 glyphs of 8 by 16 pixels; 0 in a text mode
    std::uint32_t pitch;   // bytes from a row of characters or pixels to the one below
    std::uint16_t columns; // characters
    std::uint16_t com1;    // port
    std::uint8_t bytes_per_pixel;
    std::uint8_t padding[7];
};
static_assert(sizeof(Facts) == 56 && sizeof(Facts) <= entries_offset);

} // namespace fault_report
