// SPDX-License-Identifier: BSD-2-Clause
// The kernel's wishes: its note "farjump", type 2. include/farjump/boot_info.hpp, KernelNote; System V gABI, "Note
// Section".
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/image/elf_notes.hpp"

#include <cstdint>
#include <string_view>

namespace kernel_note {

inline constexpr std::uint32_t our_type = 2;

// The limits of the note's fields.
inline constexpr std::uint32_t known_wishes = FARJUMP_WISHES;
inline constexpr std::uint32_t max_stack_size = 16_MiB;
inline constexpr std::uint32_t max_stack_guard_size = 1_GiB;

// The wishes, with defaults for missing values; all values are in range.
struct Wishes {
    std::uint32_t flags = 0;                 // farjump::wish_...
    std::uint32_t stack_size = 64_KiB;       // bytes, whole pages
    std::uint32_t stack_guard_size = 64_KiB; // bytes, whole pages
    std::uint16_t screen_width = 0;          // 0: the monitor's preferred size
    std::uint16_t screen_height = 0;

    bool has(std::uint32_t wish) const { return (flags & wish) != 0; }
};

// Parses a note of type our_type. A note of a later version may be longer if its additional bytes are 0: then it has no
// wish that this version does not know.
Result<Wishes> parse(elf_notes::Note const& note, std::string_view file_name);

} // namespace kernel_note
