// SPDX-License-Identifier: BSD-2-Clause
// Draws text in graphics modes, pixel by pixel. boot_info.hpp, Screen.

#include "kernel/console/framebuffer_console.hpp"

#include <algorithm>

namespace {

constexpr std::uint32_t bars_height = 32;
constexpr std::uint32_t picture_height = 56; // bars above a gradient
constexpr std::uint32_t text_top = 64;

constexpr Colour light{0xD8, 0xDC, 0xE0};
constexpr Colour dark{0x10, 0x14, 0x1C};

constexpr std::array<Colour, 8> bars{
    {{255, 255, 255}, {255, 255, 0}, {0, 255, 255}, {0, 255, 0}, {255, 0, 255}, {255, 0, 0}, {0, 0, 255}, {0, 0, 0}}};

constexpr std::uint32_t channel(std::uint8_t value, std::uint8_t size, std::uint8_t shift)
{
    auto const scaled = size >= 8 ? std::uint32_t{value} << (size - 8) : std::uint32_t{value} >> (8 - size);
    return scaled << shift;
}

} // namespace

void FramebufferConsole::open(farjump::Screen const& screen)
{
    if (screen.kind != farjump::ScreenKind::graphics)
        return;
    screen_ = screen;
    text_color_ = pixel_of(light);
    background_ = pixel_of(dark);
    for (std::uint32_t y = 0; y < screen.height; ++y)
        for (std::uint32_t x = 0; x < screen.width; ++x)
            put_pixel(x, y, background_);
    draw_picture();
    for (auto& line : shown_)
        line.fill(' ');
    if (screen.font.address == 0 || screen.height < text_top + glyph_height)
        return;
    columns_ = std::min(screen.width / glyph_width, most_columns);
    rows_ = std::min((screen.height - text_top) / glyph_height, most_rows);
}

std::uint32_t FramebufferConsole::pixel_of(Colour colour) const
{
    return channel(colour.red, screen_.red_size, screen_.red_shift) |
           channel(colour.green, screen_.green_size, screen_.green_shift) |
           channel(colour.blue, screen_.blue_size, screen_.blue_shift);
}

void FramebufferConsole::put_pixel(std::uint32_t x, std::uint32_t y, std::uint32_t pixel) const
{
    auto const bytes = screen_.bits_per_pixel / 8;
    auto const place = screen_.framebuffer.address + std::uint64_t{y} * screen_.pitch + x * bytes;
    if (bytes == 4) {
        *reinterpret_cast<std::uint32_t volatile*>(place) = pixel;
        return;
    }
    *reinterpret_cast<std::uint16_t volatile*>(place) = static_cast<std::uint16_t>(pixel);
    if (bytes == 3)
        *reinterpret_cast<std::uint8_t volatile*>(place + 2) = static_cast<std::uint8_t>(pixel >> 16);
}

// Eight bars with all bits of a colour set or clear, and a grey gradient, in which a wrong mask or pitch is visible.
void FramebufferConsole::draw_picture() const
{
    auto const width = screen_.width;
    for (std::uint32_t x = 0; x < width; ++x) {
        auto const bar = pixel_of(bars[x * bars.size() / width]);
        auto const level = static_cast<std::uint8_t>(x * 255 / width);
        auto const grey = pixel_of({level, level, level});
        for (std::uint32_t y = 0; y < picture_height; ++y)
            put_pixel(x, y, y < bars_height ? bar : grey);
    }
}

void FramebufferConsole::draw(std::uint32_t row, std::uint32_t column, char character)
{
    if (shown_[row][column] == character)
        return;
    shown_[row][column] = character;
    auto const* const glyph = screen_.font.get() + static_cast<unsigned char>(character) * glyph_height;
    for (std::uint32_t y = 0; y < glyph_height; ++y)
        for (std::uint32_t x = 0; x < glyph_width; ++x)
            put_pixel(column * glyph_width + x, text_top + row * glyph_height + y,
                      glyph[y] & 0x80 >> x ? text_color_ : background_);
}

void FramebufferConsole::write(char character)
{
    if (columns_ == 0)
        return;
    if (character == '\b') {
        if (column_ > 0)
            draw(row_, --column_, ' ');
        return;
    }
    if (character == '\n' || column_ == columns_)
        new_line();
    if (character != '\n')
        draw(row_, column_++, character);
}

// Scrolls by a quarter of the screen, because writes to a framebuffer are slow.
void FramebufferConsole::new_line()
{
    column_ = 0;
    if (++row_ < rows_)
        return;
    auto const gone = rows_ / 4 + 1;
    row_ = rows_ - std::min(gone, rows_);
    for (std::uint32_t row = 0; row < rows_; ++row)
        for (std::uint32_t column = 0; column < columns_; ++column)
            draw(row, column, row + gone < rows_ ? shown_[row + gone][column] : ' ');
}
