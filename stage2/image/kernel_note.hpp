// What a kernel asks for: its note "farjump", type 2. include/farjump/boot_info.hpp, KernelNote; System V gABI, "Note
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

// What the fields may say.
inline constexpr std::uint32_t known_wishes = FARJUMP_WISHES;
inline constexpr std::uint32_t max_stack_size = 16_MiB;
inline constexpr std::uint32_t max_stack_guard_size = 1_GiB;

// The wishes with the defaults filled in, each checked against its range.
struct Wishes {
    std::uint32_t flags = 0;                 // farjump::wish_...
    std::uint32_t stack_size = 64_KiB;       // bytes, whole pages
    std::uint32_t stack_guard_size = 64_KiB; // bytes, whole pages
    std::uint16_t screen_width = 0;          // 0: what the monitor likes best
    std::uint16_t screen_height = 0;

    bool has(std::uint32_t wish) const { return (flags & wish) != 0; }
};

// Reads a note of ours and of that type. One of a later version may be longer, as long as what it wishes there is
// nothing (zeros): then this version can grant all of it.
Result<Wishes> parse(elf_notes::Note const& note, std::string_view file_name);

} // namespace kernel_note
