// The switch to a graphics mode, and the BIOS's own font for text in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bios {

// From here on the BIOS shows no text any more. False when the BIOS refuses; the screen is then as it was.
bool set_video_mode(std::uint16_t number);

// 256 characters of 8x16 pixels, a byte for each line, the leftmost pixel in the highest bit.
inline constexpr std::size_t font_size = 256 * 16;
bool copy_font(std::span<std::uint8_t, font_size> font);

} // namespace bios
