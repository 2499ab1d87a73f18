// SPDX-License-Identifier: BSD-2-Clause
// Draws the menu on a terminal.
#include "stage2/choice/menu/terminal_view.hpp"

#include "include/text.hpp"

namespace menu {

void send(x86::Serial& port, std::string_view words)
{
    while (auto const taken = port.write_part(words, x86::Serial::Wait::yes))
        words.remove_prefix(taken);
}

void TerminalView::clear()
{
    send(port_, "\x1B[m\x1B[2J\x1B[H");
}

void TerminalView::place_cursor(std::uint32_t row, std::uint32_t column)
{
    text::Sentence words;
    (words << "\x1B[").decimal(row + 1);
    (words << ';').decimal(column + 1) << 'H';
    send(port_, words.view());
}

void TerminalView::write(std::uint32_t row, std::uint32_t column, std::string_view words, bool reversed, bool ends_line)
{
    place_cursor(row, column);
    if (reversed)
        send(port_, "\x1B[7m");
    send(port_, words);
    if (reversed)
        send(port_, "\x1B[m");
    if (ends_line && column + words.size() < columns) // behind the last column it would erase that
        send(port_, "\x1B[K");
}

} // namespace menu
