// SPDX-License-Identifier: BSD-2-Clause
// Draws text in graphics modes: a test picture at the top of the framebuffer, and below it characters in the BIOS's
// font.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// A colour; each component from 0 to 255.
struct Colour {
    std::uint8_t red;
    std::uint8_t green;
    std::uint8_t blue;
};

class FramebufferConsole {
public:
    // Draws the picture. Without a font the console prints no text; on a text screen it does nothing.
    void open(farjump::Screen const& screen);

    void write(char character);

private:
    static constexpr std::uint32_t glyph_width = 8;
    static constexpr std::uint32_t glyph_height = 16;
    static constexpr std::uint32_t most_columns = 256;
    static constexpr std::uint32_t most_rows = 100;

    std::uint32_t pixel_of(Colour colour) const;
    void put_pixel(std::uint32_t x, std::uint32_t y, std::uint32_t pixel) const;
    void draw_picture() const;
    void draw(std::uint32_t row, std::uint32_t column, char character);
    void new_line();

    farjump::Screen screen_{};
    std::uint32_t text_color_ = 0;
    std::uint32_t background_ = 0;
    std::uint32_t columns_ = 0; // 0: closed
    std::uint32_t rows_ = 0;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
    std::array<std::array<char, most_columns>, most_rows> shown_{}; // reading a framebuffer back is slow
};
