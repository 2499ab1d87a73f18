// Graphics by the BIOS: which modes there are, and what the monitor likes.
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
    std::uint32_t mode_list; // where the BIOS keeps it: below 1 MiB
};

// Nothing when the video BIOS has no VBE 2.0. What it answers lies in bios::data(), and maybe the mode list as well: no
// disk may be read while modes are listed.
std::optional<VideoCard> video_card();

// The `index`th mode's number; nothing at the end of the list.
std::optional<std::uint16_t> video_mode_number(VideoCard const& card, std::uint32_t index);

// What the BIOS says of a mode, if that makes sense.
std::optional<video_modes::Mode> video_mode(VideoCard const& card, std::uint16_t number);

// What the monitor likes best; nothing when nobody can ask it.
std::optional<edid::Size> monitor_size();

} // namespace bios
