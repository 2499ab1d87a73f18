// SPDX-License-Identifier: BSD-2-Clause
// Draws the menu's state on a page of any size.
#pragma once

#include "stage2/choice/menu/model.hpp"
#include "stage2/choice/menu/page.hpp"

namespace menu {

void draw(Model& model, Page& page);

// The number of list lines on such a page, for Page Up and Page Down.
std::uint32_t list_rows(Page const& page);

// The number of text lines of a pager on such a page.
std::uint32_t pager_rows(Page const& page);

// The number of lines that a pager's text has on such a page, on which long lines are continued in the next one.
std::size_t pager_lines(std::string_view words, Page const& page);

} // namespace menu
