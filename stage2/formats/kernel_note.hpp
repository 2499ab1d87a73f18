// What a kernel asks for: its note "farjump", type 2. include/farjump/boot_info.hpp, KernelNote; System V gABI, "Note
// Section".
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/units.hpp"

#include <cstdint>

namespace kernel_note {

// The wishes with the defaults filled in, each checked against its range.
struct Wishes {
    std::uint32_t flags = 0;                            // farjump::wish_...
    std::uint32_t stack_size = 64_KiB;                  // bytes, whole pages
    std::uint32_t stack_guard_size = 64_KiB;            // bytes, whole pages
    std::uint16_t screen_width = 0;                     // 0: what the monitor likes best
    std::uint16_t screen_height = 0;

    bool has(std::uint32_t wish) const { return (flags & wish) != 0; }
};

} // namespace kernel_note
