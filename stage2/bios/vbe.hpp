// Graphics by the BIOS: which modes there are, what the monitor likes, the switch; and the BIOS's own font.
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

// From here on the BIOS shows no text any more. False when the BIOS refuses; the screen is then as it was.
bool set_video_mode(std::uint16_t number);

// 256 characters of 8x16 pixels, a byte for each line, the leftmost pixel in the highest bit.
inline constexpr std::size_t font_size = 256 * 16;
bool copy_font(std::span<std::uint8_t, font_size> font);

} // namespace bios
