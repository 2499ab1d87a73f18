// SPDX-License-Identifier: BSD-2-Clause
// The menu as lines of text on COM1, for a log, a program, or a terminal without cursor control: the list once, and then
// a line for each change.
#pragma once

#include "include/x86/serial.hpp"
#include "stage2/choice/menu/model.hpp"

#include <array>

namespace menu {

class LineView {
public:
    explicit LineView(x86::Serial& port) : port_(port) {}

    // Prints what has changed since the last call; at the first call, and after forget(), the list.
    void show(Model const& model);
    void forget() { is_begun_ = false; }

private:
    void print_list(Model const& model);
    void print_selected(Model const& model);
    void show_options(std::string_view text);
    void print(std::string_view words) { print_whole({words, "\n"}); }
    void print_whole(std::initializer_list<std::string_view> words);

    x86::Serial& port_;
    bool is_begun_ = false;
    std::size_t selected_ = 0;
    Model::Shows shows_ = Model::Shows::list;
    bool counts_down_ = false;
    text::Sentence message_{};
    std::size_t options_size_ = 0;
    std::array<char, LineEditor::capacity> options_;
};

} // namespace menu
