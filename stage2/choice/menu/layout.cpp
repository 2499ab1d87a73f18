// Draws the menu: the list above, the chosen entry's details below, the keys in the last lines.
#include "stage2/choice/menu/layout.hpp"

#include "include/version.hpp"

#include <algorithm>

namespace menu {

namespace {

using Words = text::Line<400>;
using choice::Item;

constexpr std::uint32_t details_rows = 7; // a blank line, kernel, options in two lines, message, two lines of help
constexpr std::uint32_t heading_rows = 2;
constexpr std::uint32_t label_columns = 9; // "options  "
constexpr std::uint32_t narrow = 60;       // columns, below which the help is short

void draw_item(Model const& model, Page& page, std::uint32_t row, std::size_t number)
{
    auto const& item = model.items[number];
    page.put(row, 0, number == model.selected ? ">" : number == model.default_item ? "*" : " ");
    page.put(row, 2, title_of(item).view());
    auto const state = state_of(item);
    if (!state.view().empty()) {
        // The state is more important than the end of a long title.
        auto const most = page.columns() - std::min(page.columns(), 2 + 16u);
        auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(state.view().size(), most));
        auto const begin = page.columns() - size;
        page.put(row, begin - 2, "  ");
        page.put(row, begin, {state.view().data(), size});
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
    if (model.first + rows < model.items.size())
        page.put_right(heading_rows + rows, "... more below");
    page.cursor_row = static_cast<std::uint32_t>(heading_rows + model.selected - model.first);
}

// The options in two lines, of which those around the cursor are shown.
void draw_editor(Model const& model, Page& page, std::uint32_t row)
{
    auto const& editor = *model.editor;
    auto const width = page.columns() - label_columns;
    std::size_t const room = 2 * width - 1;
    auto const text = editor.text();
    auto const begin = editor.cursor() <= room ? 0 : editor.cursor() - room;
    for (std::uint32_t line = 0; line < 2; ++line) {
        auto const at = begin + line * width;
        if (at < text.size())
            page.put(row + line, label_columns, {text.data() + at, std::min<std::size_t>(width, text.size() - at)});
    }
    auto const cursor = static_cast<std::uint32_t>(editor.cursor() - begin);
    page.cursor_row = row + cursor / width;
    page.cursor_column = label_columns + cursor % width;
    page.has_cursor = true;
}

void draw_two_lines(Page& page, std::uint32_t row, std::string_view words)
{
    auto const width = page.columns() - label_columns;
    auto const end = page.put(row, label_columns, words);
    if (words.size() > width && end == page.columns())
        page.put(row + 1, label_columns, {words.data() + width, words.size() - width});
}

void draw_details(Model const& model, Page& page)
{
    auto const row = page.rows() - details_rows + 1;
    bool const edits = model.shows == Model::Shows::editor;
    page.put(row, 0, "kernel");
    page.put(row, label_columns, model.kernel.view());
    page.put(row + 1, 0, "options");
    if (edits)
        draw_editor(model, page, row + 1);
    else
        draw_two_lines(page, row + 1, model.options.view());
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

void draw_pager(Model& model, Page& page)
{
    auto& pager = model.pager;
    auto const rows = pager_rows(page);
    std::size_t line = 0;
    auto const words = pager.words;
    for (std::size_t at = 0; at < words.size(); ++line) {
        std::size_t end = at;
        while (end < words.size() && words[end] != '\n' && end - at < page.columns())
            ++end;
        if (line >= pager.first_line && line - pager.first_line < rows)
            page.put(static_cast<std::uint32_t>(heading_rows + line - pager.first_line), 0, {&words[at], end - at});
        at = end + (end < words.size() && words[end] == '\n');
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
    constexpr std::uint32_t least = 1;
    auto const used = heading_rows + details_rows;
    return page.rows() > used + least ? page.rows() - used : least;
}

std::uint32_t pager_rows(Page const& page)
{
    auto const used = heading_rows + 2;
    return page.rows() > used ? page.rows() - used : 1;
}

void draw(Model& model, Page& page)
{
    page.clear();
    if (model.shows == Model::Shows::pager) {
        page.put(0, 0, model.pager.title);
        draw_pager(model, page);
        return;
    }
    Words heading{};
    heading << "farjump " << version;
    auto const end = page.put(0, 0, heading.view());
    if (end + 2 + model.place.size() <= page.columns())
        page.put_right(0, model.place);
    draw_list(model, page);
    draw_details(model, page);
}

text::Line<400> state_of(Item const& item)
{
    Words words{};
    if (item.is_broken())
        words << "broken: " << item.problem;
    else if (item.is_counted())
        words.decimal(item.tries_left) << (item.tries_left == 1 ? " try left" : " tries left");
    return words;
}

text::Line<400> title_of(Item const& item)
{
    Words words{};
    words.name(item.heading.title);
    if (item.shows_version && !item.heading.version.empty())
        words << ' ' << item.heading.version;
    if (item.shows_file_name)
        (words << " (").name(item.heading.file_name) << ')';
    return words;
}

} // namespace menu
