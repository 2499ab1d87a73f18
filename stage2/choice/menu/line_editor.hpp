// SPDX-License-Identifier: BSD-2-Clause
// Edits one line of text. The keys are those of GNU readline, "Bindable Readline Commands".
#pragma once

#include "stage2/choice/menu/key.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace menu {

class LineEditor {
public:
    static constexpr std::size_t capacity = 4096; // bytes

    // False if the text is longer than the editor's capacity; it then keeps its own.
    bool begin(std::string_view text);

    // False if the key has no effect.
    bool press(Press const& press);

    std::string_view text() const { return {text_.data(), size_}; }
    std::size_t cursor() const { return cursor_; } // 0 to text().size()

private:
    bool insert(char character);
    bool remove(std::size_t begin, std::size_t end);
    bool move_to(std::size_t cursor);
    std::size_t word_begin() const;
    std::size_t before() const;
    std::size_t behind() const;

    std::size_t size_ = 0;
    std::size_t cursor_ = 0;
    std::array<char, capacity> text_;
};

} // namespace menu
