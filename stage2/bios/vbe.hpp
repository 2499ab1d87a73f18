// SPDX-License-Identifier: BSD-2-Clause
// Graphics modes and the monitor's size, from the video BIOS.
// VESA BIOS Extension (VBE) Core Functions Standard 3.0; VESA BIOS Extensions/Display Data Channel Standard 1.1.
#pragma once

#include "include/bytes.hpp"
#include "stage2/screen/edid.hpp"
#include "stage2/screen/video_modes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace bios {

struct VideoCard : video_modes::Card {
    std::uint32_t mode_list; // linear address, below 1 MiB
};

// Nothing if the video BIOS has no VBE 2.0. The answer is in bios::data(), and the mode list may be there too, so do
// not read from the disk while listing modes.
std::optional<VideoCard> video_card();

// The mode number at `index` in the list; nothing at the end of the list.
std::optional<std::uint16_t> video_mode_number(VideoCard const& card, std::uint32_t index);

// The mode's description; nothing if the BIOS does not describe it, or not plausibly.
std::optional<video_modes::Mode> video_mode(VideoCard const& card, std::uint16_t number);

// The monitor's preferred size; nothing if it cannot be read.
std::optional<edid::Size> monitor_size();

} // namespace bios
