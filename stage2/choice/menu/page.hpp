// SPDX-License-Identifier: BSD-2-Clause
// What a screen shows: lines of characters, and a cursor. Each output has a page of its own size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace menu {

inline constexpr std::uint32_t most_columns = 80, most_rows = 25;

struct PageLine {
    std::array<char, most_columns> characters; // printable ASCII
    bool reversed;                             // dark on light

    bool operator==(PageLine const&) const = default;
};

// Of UTF-8: whether a byte belongs to the character before it.
constexpr bool continues_character(char byte)
{
    return (byte & 0xC0) == 0x80;
}

// The number of columns that a text takes: one for each character.
constexpr std::size_t columns_of(std::string_view words)
{
    return words.size() - static_cast<std::size_t>(std::ranges::count_if(words, continues_character));
}

// The text without its first `count` columns.
constexpr std::string_view behind_columns(std::string_view words, std::size_t count)
{
    std::size_t at = 0;
    for (; at != words.size(); ++at)
        if (!continues_character(words[at]) && count-- == 0)
            break;
    return {words.data() + at, words.size() - at};
}

class Page {
public:
    // The size is limited to what a page can hold.
    Page(std::uint32_t columns, std::uint32_t rows)
        : columns_(std::min(columns, most_columns)), rows_(std::min(rows, most_rows))
    {
        clear();
    }

    std::uint32_t columns() const { return columns_; }
    std::uint32_t rows() const { return rows_; }
    PageLine const& line(std::uint32_t row) const { return lines_[row]; }
    std::string_view text(std::uint32_t row) const { return {lines_[row].characters.data(), columns_}; }

    void clear()
    {
        for (auto& line : lines_) {
            line.characters.fill(' ');
            line.reversed = false;
        }
        cursor_column = cursor_row = 0;
    }

    // Writes from `column` on what fits. Characters that are not printable ASCII become '?', one for each character of
    // UTF-8. Returns the column behind the text.
    std::uint32_t put(std::uint32_t row, std::uint32_t column, std::string_view words)
    {
        for (char const character : words) {
            if (continues_character(character) || row >= rows_ || column >= columns_)
                continue;
            lines_[row].characters[column++] = character >= ' ' && character < 0x7F ? character : '?';
        }
        return column;
    }

    // Like put(), so that the text ends at the right edge.
    void put_right(std::uint32_t row, std::string_view words)
    {
        auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(columns_of(words), columns_));
        put(row, columns_ - size, words);
    }

    void reverse(std::uint32_t row)
    {
        if (row < rows_)
            lines_[row].reversed = true;
    }

    std::uint32_t cursor_column = 0;
    std::uint32_t cursor_row = 0;

private:
    std::uint32_t columns_;
    std::uint32_t rows_;
    std::array<PageLine, most_rows> lines_;
};

} // namespace menu
