// SPDX-License-Identifier: BSD-2-Clause
// Chooses the kernel's screen: the BIOS's text mode, or a graphics mode as requested by the boot entry or the kernel.
#pragma once

#include "stage2/bios/graphics.hpp"
#include "stage2/bios/vbe.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/memory/memory_map.hpp"

#include <optional>
#include <string_view>

// The functions for a graphics mode after it has been chosen.
struct GraphicsCalls {
    decltype(bios::set_video_mode)* set_video_mode;
    decltype(bios::copy_font)* copy_font;
};

struct ScreenChoice {
    std::optional<video_modes::Mode> mode; // nothing: text
    std::string_view reason;               // a literal: why it is text; empty for graphics
    GraphicsCalls const* calls = nullptr;  // only for graphics
};

namespace screen_choice {

// Chooses a mode among those of the BIOS, and adds its framebuffer to `memory`. Does not set the mode. The boot entry's
// request takes precedence over the kernel's.
ScreenChoice choose(std::optional<boot_entry::Screen> const& of_entry, kernel_note::Wishes const& of_kernel,
                    MemoryMap& memory);

} // namespace screen_choice
