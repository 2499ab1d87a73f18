// SPDX-License-Identifier: BSD-2-Clause
// Prints characters on a text or graphics screen, from the upper left corner on, over its contents.
#pragma once

#include "longmode/fault_report/facts.hpp"

#include <cstdint>

namespace fault_report {

class Screen {
public:
    explicit Screen(Facts const& facts) : facts_{facts} {}

    // '\n' fills the rest of the row, so that no old text remains beside the line.
    void put(char character)
    {
        if (character == '\n') {
            while (column_ < facts_.columns)
                draw(' ');
            ++row_;
            column_ = 0;
        } else {
            if (column_ == facts_.columns)
                put('\n');
            draw(static_cast<unsigned char>(character));
        }
    }

private:
    void draw(unsigned char character)
    {
        if (facts_.font == 0)
            draw_text(character);
        else
            draw_pixels(character);
        ++column_;
    }

    void draw_text(unsigned char character) const
    {
        constexpr std::uint16_t white_on_red = 0x4F00;
        auto const cell = facts_.screen + row_ * facts_.pitch + column_ * 2;
        *reinterpret_cast<std::uint16_t volatile*>(cell) = static_cast<std::uint16_t>(white_on_red | character);
    }

    // White is all ones and black all zeros in every pixel format.
    void draw_pixels(unsigned char character) const
    {
        auto const* const glyph = reinterpret_cast<std::uint8_t const*>(facts_.font) + character * glyph_height;
        auto const width = std::uint32_t{facts_.bytes_per_pixel} * glyph_width;
        for (std::uint32_t y = 0; y < glyph_height; ++y) {
            auto* const line = reinterpret_cast<std::uint8_t volatile*>(
                facts_.screen + std::uint64_t{row_ * glyph_height + y} * facts_.pitch + column_ * width);
            for (std::uint32_t byte = 0; byte < width; ++byte)
                line[byte] = glyph[y] >> (glyph_width - 1 - byte / facts_.bytes_per_pixel) & 1 ? 0xFF : 0x00;
        }
    }

    static constexpr std::uint32_t glyph_width = 8;
    static constexpr std::uint32_t glyph_height = 16;

    Facts const& facts_;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
};

} // namespace fault_report
