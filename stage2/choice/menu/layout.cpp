// SPDX-License-Identifier: BSD-2-Clause
// Draws the menu: the list above, the chosen entry's details below, the keys in the last lines.
#include "stage2/choice/menu/layout.hpp"

#include "include/version.hpp"

#include <algorithm>

namespace menu {

namespace {

using Words = text::Sentence;
using choice::Item;

constexpr std::uint32_t details_rows = 7; // a blank line, kernel, options in two lines, message, two lines of help
constexpr std::uint32_t heading_rows = 2;
constexpr std::uint32_t least_rows = heading_rows + 1 + details_rows; // fewer: only one line is below the list
constexpr std::uint32_t label_columns = 9;                            // "options  "
constexpr std::uint32_t narrow = 60;                                  // columns, below which the help is short

void draw_heading(Model const& model, Page& page)
{
    Words heading{};
    heading << "farjump " << version;
    auto const end = page.put(0, 0, heading.view());
    if (end + 2 + model.place.size() <= page.columns())
        page.put_right(0, model.place);
}

void draw_item(Model const& model, Page& page, std::uint32_t row, std::size_t number)
{
    auto const& item = model.items[number];
    page.put(row, 0, number == model.selected ? ">" : number == model.default_item ? "*" : " ");
    page.put(row, 2, choice::title_of(item).view());
    auto const state = choice::state_of(item);
    if (!state.view().empty()) {
        // The state is more important than the end of a long title.
        auto const most = page.columns() - std::min(page.columns(), 2 + 16u);
        auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(columns_of(state.view()), most));
        auto const begin = page.columns() - size;
        page.put(row, begin - 2, "  ");
        page.put(row, begin, state.view());
    }
    if (number == model.selected)
        page.reverse(row);
}

void draw_list(Model& model, Page& page)
{
    auto const rows = list_rows(page);
    if (model.selected < model.first)
        model.first = model.selected;
    if (model.selected >= model.first + rows)
        model.first = model.selected - rows + 1;
    for (std::uint32_t row = 0; row < rows && model.first + row < model.items.size(); ++row)
        draw_item(model, page, heading_rows + row, model.first + row);
    if (page.rows() >= least_rows && model.first + rows < model.items.size())
        page.put_right(heading_rows + rows, "... more below");
    auto const row = static_cast<std::uint32_t>(heading_rows + model.selected - model.first);
    page.cursor_row = std::min(row, page.rows() - 1);
}

// Draws as much of the text as fits in so many lines.
void draw_lines(Page& page, std::uint32_t row, std::uint32_t lines, std::string_view words)
{
    auto const width = page.columns() - label_columns;
    for (std::uint32_t line = 0; line < lines; ++line) {
        page.put(row + line, label_columns, words);
        words = behind_columns(words, width);
    }
}

// The options in some lines, of which those around the cursor are shown.
void draw_editor(Model const& model, Page& page, std::uint32_t row, std::uint32_t lines)
{
    auto const& editor = *model.editor;
    auto const width = page.columns() - label_columns;
    auto const room = lines * width - 1;
    auto const text = editor.text();
    auto const before = columns_of({text.data(), editor.cursor()});
    auto const begin = before <= room ? 0 : before - room;
    draw_lines(page, row, lines, behind_columns(text, begin));
    auto const cursor = static_cast<std::uint32_t>(before - begin);
    page.cursor_row = row + cursor / width;
    page.cursor_column = label_columns + cursor % width;
}

// What is below the list on a page that has no room for details.
void draw_last_line(Model const& model, Page& page)
{
    auto const row = page.rows() - 1;
    auto const message = model.message.view();
    if (model.shows == Model::Shows::editor) {
        page.put(row, 0, "options");
        draw_editor(model, page, row, 1);
    } else if (row > heading_rows) {
        page.put(row, 0, message.empty() ? "Enter boots  ? keys" : message);
    }
}

void draw_details(Model const& model, Page& page)
{
    if (page.rows() < least_rows)
        return draw_last_line(model, page);
    auto const row = page.rows() - details_rows + 1;
    bool const edits = model.shows == Model::Shows::editor;
    page.put(row, 0, "kernel");
    page.put(row, label_columns, model.kernel.view());
    page.put(row + 1, 0, "options");
    if (edits)
        draw_editor(model, page, row + 1, 2);
    else
        draw_lines(page, row + 1, 2, model.options.view());
    page.put(row + 3, 0, model.message.view());
    bool const is_narrow = page.columns() < narrow;
    if (edits) {
        page.put(row + 4, 0,
                 is_narrow ? "Enter boots, Esc goes back" : "Enter boots with these options, Esc forgets them");
        page.put(row + 5, 0,
                 is_narrow ? "^A ^E ^K ^W ^U"
                           : "Ctrl-A Ctrl-E begin, end   Ctrl-K Ctrl-W Ctrl-U delete to end, word, to begin");
        return;
    }
    page.put(row + 4, 0,
             is_narrow ? "Enter boots  e edits  ? keys"
                       : "Enter boots   e edits the options   d default   o once   i details   ? all keys");
    Words words{};
    if (model.without_kaslr)
        words << "nokaslr  ";
    if (model.text_screen)
        words << "text screen  ";
    page.put(row + 5, 0, words.view());
    if (model.seconds_left == 0)
        return;
    words.clear();
    (words << "boots in ").decimal(model.seconds_left) << " s";
    page.put_right(row + 5, words.view());
}

// Takes the next line from `words`: up to a line feed, or what fits in the width.
std::string_view take_line(std::string_view& words, std::size_t width)
{
    auto const rest = behind_columns(words, width);
    std::string_view line{words.data(), words.size() - rest.size()};
    words = rest;
    if (auto const feed = line.find('\n'); feed != line.npos) {
        words = {line.data() + feed + 1, line.size() - feed - 1 + rest.size()};
        line = {line.data(), feed};
    } else if (words.starts_with('\n')) {
        words.remove_prefix(1);
    }
    return line;
}

void draw_pager(Model& model, Page& page)
{
    auto& pager = model.pager;
    auto const rows = pager_rows(page);
    std::size_t line = 0;
    for (auto words = pager.words; !words.empty(); ++line) {
        auto const text = take_line(words, page.columns());
        if (line >= pager.first_line && line - pager.first_line < rows)
            page.put(static_cast<std::uint32_t>(heading_rows + line - pager.first_line), 0, text);
    }
    page.put(page.rows() - 1, 0, "Up, Down, Page Up, Page Down move; any other key goes back");
    Words place{};
    place.decimal(std::min(pager.first_line + rows, line)) << " of ";
    place.decimal(line);
    page.put_right(0, place.view());
}

} // namespace

std::uint32_t list_rows(Page const& page)
{
    auto const used = heading_rows + (page.rows() < least_rows ? 1 : details_rows);
    return page.rows() > used ? page.rows() - used : 1;
}

std::uint32_t pager_rows(Page const& page)
{
    auto const used = heading_rows + 2;
    return page.rows() > used ? page.rows() - used : 1;
}

std::size_t pager_lines(std::string_view words, Page const& page)
{
    std::size_t count = 0;
    for (; !words.empty(); ++count)
        take_line(words, page.columns());
    return count;
}

void draw(Model& model, Page& page)
{
    page.clear();
    if (model.shows == Model::Shows::pager) {
        page.put(0, 0, model.pager.title);
        draw_pager(model, page);
        return;
    }
    if (page.rows() > heading_rows)
        draw_heading(model, page);
    draw_list(model, page);
    draw_details(model, page);
}

} // namespace menu
