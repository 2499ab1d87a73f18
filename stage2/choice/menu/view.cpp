// SPDX-License-Identifier: BSD-2-Clause
// Shows a page: compares it with what the output shows already.
#include "stage2/choice/menu/view.hpp"

namespace menu {

namespace {

constexpr std::string_view without_blanks_behind(std::string_view words)
{
    while (words.ends_with(' '))
        words.remove_suffix(1);
    return words;
}

} // namespace

void View::show_line(std::uint32_t row)
{
    auto const wanted = page_.text(row), shown = shown_.text(row);
    bool const reversed = page_.line(row).reversed;
    auto const text = without_blanks_behind(wanted), before = without_blanks_behind(shown);
    std::uint32_t begin = 0;
    if (reversed == shown_.line(row).reversed)
        while (begin != wanted.size() && wanted[begin] == shown[begin])
            ++begin;
    if (reversed) // what is behind the text before is not reversed yet
        begin = std::min(begin, static_cast<std::uint32_t>(before.size()));
    auto end = static_cast<std::uint32_t>(text.size());
    bool const ends_line = before.size() > text.size() || reversed != shown_.line(row).reversed;
    if (!ends_line)
        while (end > begin && wanted[end - 1] == shown[end - 1])
            --end;
    if (begin < end || ends_line)
        write(row, std::min(begin, end), begin < end ? std::string_view{&text[begin], end - begin} : "", reversed,
              ends_line);
}

void View::show()
{
    bool const cursor_moves =
        !is_known_ || page_.cursor_row != shown_.cursor_row || page_.cursor_column != shown_.cursor_column;
    bool changes = cursor_moves;
    if (!is_known_) {
        clear();
        shown_.clear();
        is_known_ = true;
    }
    for (std::uint32_t row = 0; row < page_.rows(); ++row) {
        if (page_.line(row) == shown_.line(row))
            continue;
        changes = true;
        show_line(row);
    }
    if (changes)
        place_cursor(page_.cursor_row, page_.cursor_column);
    shown_ = page_;
}

} // namespace menu
