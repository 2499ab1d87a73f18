// SPDX-License-Identifier: BSD-2-Clause
// Writes to the VGA text screen. IBM VGA technical reference, "CRT Controller"; Ralf Brown, "BIOS Data Area" (0040:0049
// and on).

#include "kernel/console/screen.hpp"

#include "include/x86/port.hpp"

namespace {

// Screen variables in the BIOS data area. They are up to date, because the loader prints through the BIOS.
constexpr PhysAddr video_mode{0x449};
constexpr PhysAddr cursor_column{0x450}; // of page 0
constexpr PhysAddr cursor_row{0x451};
constexpr PhysAddr crt_controller_port{0x463};

constexpr PhysAddr color_text{0xB8000};
constexpr PhysAddr monochrome_text{0xB0000};

} // namespace

void Screen::open(DirectMap memory)
{
    auto const mode = *memory.at<std::uint8_t>(video_mode);
    if (mode != 2 && mode != 3 && mode != 7)
        return;
    cells_ = memory.at<std::uint16_t>(mode == 7 ? monochrome_text : color_text);
    auto const port = *memory.at<std::uint16_t>(crt_controller_port);
    crt_controller_ = port == 0x3B4 || port == 0x3D4 ? port : 0;

    for (std::size_t place = 0; place < shown_.size(); ++place)
        shown_[place] = cells_[place];
    row_ = *memory.at<std::uint8_t>(cursor_row);
    column_ = *memory.at<std::uint8_t>(cursor_column);
    if (row_ >= rows)
        row_ = rows - 1;
    if (column_ != 0)
        new_line();
}

void Screen::write(char character)
{
    if (cells_ == nullptr)
        return;
    if (character == '\n') {
        new_line();
        show_cursor();
        return;
    }
    if (character == '\b') {
        if (column_ > 0)
            put(row_ * columns + --column_, static_cast<std::uint16_t>(light_gray | ' '));
        show_cursor();
        return;
    }
    if (column_ == columns)
        new_line();
    put(row_ * columns + column_++, static_cast<std::uint16_t>(light_gray | static_cast<std::uint8_t>(character)));
}

// Writes only cells that change, because a write to a video card takes about a microsecond.
void Screen::put(std::size_t place, std::uint16_t cell)
{
    if (shown_[place] == cell)
        return;
    shown_[place] = cell;
    cells_[place] = cell;
}

void Screen::new_line()
{
    column_ = 0;
    if (++row_ < rows)
        return;
    row_ = rows - 1;
    for (std::size_t place = 0; place < shown_.size(); ++place)
        put(place, place < row_ * columns ? shown_[place + columns] : static_cast<std::uint16_t>(light_gray | ' '));
}

void Screen::show_cursor() const
{
    if (crt_controller_ == 0)
        return;
    auto const place = row_ * columns + column_;
    x86::out8(crt_controller_, 0x0E); // cursor location, high byte
    x86::out8(crt_controller_ + 1, static_cast<std::uint8_t>(place >> 8));
    x86::out8(crt_controller_, 0x0F); // low byte
    x86::out8(crt_controller_ + 1, static_cast<std::uint8_t>(place));
}
