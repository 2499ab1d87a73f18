// Which screen the kernel gets: text as the BIOS left it, or a graphics mode, by the boot entry's or the kernel's wish.
#pragma once

#include "stage2/bios/graphics.hpp"
#include "stage2/bios/vbe.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/memory/memory_map.hpp"

#include <optional>
#include <string_view>

// How a graphics mode is used, once it is chosen.
struct GraphicsCalls {
    decltype(bios::set_video_mode)* set_video_mode;
    decltype(bios::copy_font)* copy_font;
};

struct ScreenChoice {
    std::optional<video_modes::Mode> mode; // nothing: text
    std::string_view reason;               // why it is text, "" for graphics; a literal
    GraphicsCalls const* calls = nullptr;  // only with a mode
};

namespace screen_choice {

// Asks the BIOS for a mode, when entry or kernel wish for graphics, and enters the framebuffer in `memory`. The mode is
// not set yet. The entry's wish beats the kernel's.
ScreenChoice choose(std::optional<boot_entry::Screen> const& of_entry, kernel_note::Wishes const& of_kernel,
                    MemoryMap& memory);

} // namespace screen_choice
