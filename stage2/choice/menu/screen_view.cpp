// SPDX-License-Identifier: BSD-2-Clause
// Draws the menu by the video BIOS.
#include "stage2/choice/menu/screen_view.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/bios/text_mode.hpp"

namespace menu {

namespace {

constexpr std::uint32_t video_mode = 0x449, columns_of_screen = 0x44A, last_row = 0x484;
constexpr std::uint8_t last_colour_text = 3, monochrome_text = 7; // modes 0 to 3 are text, too
constexpr std::uint32_t least_columns = 20;                       // fewer: there is no screen
constexpr std::uint8_t grey_on_black = 0x07, black_on_grey = 0x70;

void write_run(char character, std::uint32_t count, std::uint8_t attribute)
{
    bios::call(0x10, {.eax = 0x0900u | static_cast<std::uint8_t>(character), .ebx = attribute, .ecx = count});
}

} // namespace

std::optional<ScreenView> ScreenView::open()
{
    auto const mode = bios::peek8(video_mode);
    if (mode > last_colour_text && mode != monochrome_text)
        bios::set_text_mode();
    auto const columns = bios::peek16(columns_of_screen);
    std::uint32_t const last = bios::peek8(last_row); // 0 on a BIOS that knows only 25 rows
    if (columns < least_columns || columns > 255)
        return std::nullopt;
    return ScreenView{columns, last != 0 ? last + 1 : most_rows};
}

void ScreenView::clear()
{
    bios::call(0x10, {.eax = 0x0600, .ebx = grey_on_black << 8, .edx = (rows_ - 1) << 8 | (columns_ - 1)});
    place_cursor(0, 0);
}

void ScreenView::beep()
{
    constexpr std::uint8_t bell = 7;
    bios::call(0x10, {.eax = 0x0E00u | bell});
}

void ScreenView::place_cursor(std::uint32_t row, std::uint32_t column)
{
    bios::call(0x10, {.eax = 0x0200, .edx = row << 8 | column});
}

void ScreenView::write(std::uint32_t row, std::uint32_t column, std::string_view words, bool reversed, bool ends_line)
{
    auto const attribute = reversed ? black_on_grey : grey_on_black;
    for (std::uint32_t at = 0; at < words.size();) {
        std::uint32_t count = 1;
        while (at + count < words.size() && words[at + count] == words[at])
            ++count;
        place_cursor(row, column + at);
        write_run(words[at], count, attribute);
        at += count;
    }
    auto const end = column + static_cast<std::uint32_t>(words.size());
    if (!ends_line || end >= page().columns())
        return;
    place_cursor(row, end);
    write_run(' ', page().columns() - end, grey_on_black);
}

} // namespace menu
