// SPDX-License-Identifier: BSD-2-Clause
// The state of the menu, which layout.hpp draws.
#pragma once

#include "include/text.hpp"
#include "stage2/choice/item.hpp"
#include "stage2/choice/menu/line_editor.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace menu {

// Text that is longer than the screen.
struct Pager {
    std::string_view title;
    std::string_view words; // lines, each with a line feed behind it
    std::size_t first_line = 0;
};

struct Model {
    enum class Shows : std::uint8_t { list, editor, pager };

    std::span<choice::Item const> items;
    std::size_t selected = 0;
    std::size_t first = 0; // the item in the list's first line; the layout moves it
    Shows shows = Shows::list;
    Pager pager{};
    LineEditor* editor = nullptr;       // the options being edited, or edited before
    std::size_t edited = no_item;       // the item whose options `editor` has
    bool without_kaslr = false;         // `nokaslr` is added to the options
    bool text_screen = false;           // the kernel gets a text screen
    std::uint32_t seconds_left = 0;     // 0: no countdown
    std::size_t default_item = no_item; // marked in the list
    std::string_view place;             // "drive 80h, partition 1"
    text::Sentence kernel;              // about the selected item's kernel
    text::Sentence options;             // its options, as far as they are shown
    text::Sentence message;             // what happened

    static constexpr std::size_t no_item = ~std::size_t{0};

    choice::Item const& item() const { return items[selected]; }
};

} // namespace menu
