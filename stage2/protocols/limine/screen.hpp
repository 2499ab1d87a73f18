// SPDX-License-Identifier: BSD-2-Clause
// The graphics mode for the kernel, the list of modes, and the monitor's EDID. The Limine Boot Protocol, "Framebuffer
// Feature".
#pragma once

#include "stage2/entries/boot_entry.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/screen/edid.hpp"
#include "stage2/screen/video_modes.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace limine {

struct Screen {
    static constexpr std::size_t most_modes = 128;

    std::optional<video_modes::Mode> mode; // nothing: text
    std::array<std::byte, edid::block_size> edid;
    bool has_edid;
    std::array<video_modes::Mode, most_modes> mode_list;
    std::size_t mode_count;

    std::span<video_modes::Mode const> modes() const { return std::span(mode_list).first(mode_count); }
};

// Chooses a mode and adds its framebuffer to `memory`. Most kernels write pixels of 32 bits without a look at the
// response, so another depth is chosen only if the card has no mode of 32 bits. The size is the entry's, or else the
// monitor's, or else the largest of the usual ones.
void choose_screen(std::optional<boot_entry::Screen> const& of_entry, MemoryMap& memory, Screen& screen);

} // namespace limine
