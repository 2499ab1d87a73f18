// SPDX-License-Identifier: BSD-2-Clause
// An output that shows a page and can write anywhere on it: it writes only what has changed.
#pragma once

#include "stage2/choice/menu/page.hpp"

#include <cstdint>
#include <string_view>

namespace menu {

class View {
public:
    // The page to draw, which show() then shows.
    Page& page() { return page_; }
    Page const& page() const { return page_; }

    void show();

    // The next show() clears the output and writes everything.
    void forget() { is_known_ = false; }

    // Clears the output, with the cursor at its upper left.
    virtual void clear() = 0;

protected:
    View(std::uint32_t columns, std::uint32_t rows) : page_(columns, rows), shown_(columns, rows) {}
    ~View() = default;

    // `words` is followed by blanks, up to the right edge, if `ends_line`.
    virtual void write(std::uint32_t row, std::uint32_t column, std::string_view words, bool reversed,
                       bool ends_line) = 0;
    virtual void place_cursor(std::uint32_t row, std::uint32_t column) = 0;

private:
    void show_line(std::uint32_t row);

    Page page_;
    Page shown_;
    bool is_known_ = false; // shown_ is what the output shows
};

} // namespace menu
