// SPDX-License-Identifier: BSD-2-Clause
// Graphics modes, and the video BIOS's font for text in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bios {

// Sets the VBE mode. After this the BIOS can print no text. False if the BIOS refuses; the screen is then unchanged.
bool set_video_mode(std::uint16_t number);

// The font: 256 characters of 8x16 pixels, one byte per line, the leftmost pixel in bit 7. copy_font() returns false if
// the BIOS has no usable font.
inline constexpr std::size_t font_size = 256 * 16;
bool copy_font(std::span<std::uint8_t, font_size> font);

} // namespace bios
