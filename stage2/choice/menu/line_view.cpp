// SPDX-License-Identifier: BSD-2-Clause
// Prints the menu line by line.
#include "stage2/choice/menu/line_view.hpp"

#include "stage2/choice/menu/layout.hpp"
#include "stage2/choice/menu/terminal_view.hpp"

#include <algorithm>

namespace menu {

namespace {

using Words = text::Sentence;

Words line_of(Model const& model, std::size_t number)
{
    auto const& item = model.items[number];
    Words words{};
    words << (number == model.selected ? "> " : "  ");
    words.decimal(number + 1) << "  " << choice::title_of(item).view();
    if (auto const state = choice::state_of(item); !state.view().empty())
        words << ", " << state.view();
    words << '\n';
    return words;
}

} // namespace

void LineView::print_whole(std::initializer_list<std::string_view> words)
{
    for (auto const part : words)
        send(port_, part);
}

void LineView::print_list(Model const& model)
{
    Words words{};
    (words << "\nfarjump, boot entries: ").decimal(model.items.size()) << "; " << model.place;
    print(words.view());
    for (std::size_t number = 0; number < model.items.size(); ++number)
        print_whole({line_of(model, number).view()});
    print("Enter boots, a digit, j or k selects, ? shows all keys");
}

void LineView::print_selected(Model const& model)
{
    print_whole({line_of(model, model.selected).view()});
    if (!model.kernel.view().empty())
        print_whole({"     kernel   ", model.kernel.view(), "\n"});
    if (!model.options.view().empty())
        print_whole({"     options  ", model.options.view(), "\n"});
}

// Sends one character for the usual changes, and otherwise the whole text again.
void LineView::show_options(std::string_view text)
{
    std::string_view const before{options_.data(), options_size_};
    if (text == before)
        return;
    if (text.size() == before.size() + 1 && text.starts_with(before))
        print_whole({{&text.back(), 1}});
    else if (text.size() + 1 == before.size() && before.starts_with(text))
        print_whole({"\b \b"});
    else
        print_whole({"\noptions: ", text});
    options_size_ = text.size();
    std::ranges::copy(text, options_.data());
}

void LineView::show(Model const& model)
{
    using Shows = Model::Shows;
    bool const begins = !is_begun_;
    if (begins)
        print_list(model);
    if (shows_ == Shows::editor && model.shows != Shows::editor)
        print("");
    if (model.message.view() != message_.view() && !model.message.view().empty())
        print(model.message.view());
    message_ = model.message;
    if (model.shows == Shows::pager && (shows_ != Shows::pager || begins))
        print_whole({"\n", model.pager.title, "\n", model.pager.words, "a key goes back\n"});
    if (model.shows == Shows::list && model.selected != selected_ && !begins)
        print_selected(model);
    if (model.shows == Shows::editor) {
        if (shows_ != Shows::editor) {
            print_whole({"options: ", model.editor->text()});
            options_size_ = model.editor->text().size();
            std::ranges::copy(model.editor->text(), options_.data());
        }
        show_options(model.editor->text());
    }
    bool const counts_down = model.seconds_left != 0;
    if (counts_down && !counts_down_) {
        Words words{};
        (words << "entry ").decimal(model.selected + 1);
        (words << " boots in ").decimal(model.seconds_left) << " s; a key stops that";
        print(words.view());
    } else if (!counts_down && counts_down_) {
        print("stopped: Enter boots");
    }
    counts_down_ = counts_down;
    selected_ = model.selected;
    shows_ = model.shows;
    is_begun_ = true;
}

} // namespace menu
