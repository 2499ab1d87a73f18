// Which screen the kernel gets: text as the BIOS left it, or a graphics mode, by the boot entry's or the kernel's wish.
#pragma once

#include "stage2/bios/vbe.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/memory/memory_map.hpp"

#include <optional>
#include <string_view>

struct ScreenChoice {
    std::optional<video_modes::Mode> mode; // nothing: text
    std::string_view reason;               // why it is text, "" for graphics; a literal
};

namespace screen_choice {

// Asks the BIOS, if somebody wishes for graphics, and tells `memory` of the framebuffer. The mode is not set yet. The
// entry's wish beats the kernel's.
ScreenChoice choose(std::optional<boot_entry::Screen> const& of_entry, kernel_note::Wishes const& of_kernel,
                    MemoryMap& memory);

} // namespace screen_choice
