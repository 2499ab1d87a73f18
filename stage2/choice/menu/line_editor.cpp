// SPDX-License-Identifier: BSD-2-Clause
// Edits one line of text.
#include "stage2/choice/menu/line_editor.hpp"

#include <algorithm>

namespace menu {

namespace {

// UTF-8: a byte of a character behind its first one.
constexpr bool continues(char byte)
{
    return (byte & 0xC0) == 0x80;
}

} // namespace

bool LineEditor::begin(std::string_view text)
{
    if (text.size() > capacity)
        return false;
    std::ranges::copy(text, text_.data());
    size_ = cursor_ = text.size();
    return true;
}

// The place of the character before the cursor, and behind the one at the cursor.
std::size_t LineEditor::before() const
{
    auto at = cursor_;
    while (at != 0 && continues(text_[--at])) {
        // to the first byte of the character
    }
    return at;
}

std::size_t LineEditor::behind() const
{
    auto at = cursor_;
    if (at != size_)
        ++at;
    while (at != size_ && continues(text_[at]))
        ++at;
    return at;
}

std::size_t LineEditor::word_begin() const
{
    auto at = cursor_;
    while (at != 0 && text_[at - 1] == ' ')
        --at;
    while (at != 0 && text_[at - 1] != ' ')
        --at;
    return at;
}

bool LineEditor::insert(char character)
{
    if (size_ == capacity)
        return false;
    std::copy_backward(text_.data() + cursor_, text_.data() + size_, text_.data() + size_ + 1);
    text_[cursor_] = character;
    ++size_;
    ++cursor_;
    return true;
}

bool LineEditor::remove(std::size_t begin, std::size_t end)
{
    std::copy(text_.data() + end, text_.data() + size_, text_.data() + begin);
    size_ -= end - begin;
    cursor_ = begin;
    return begin != end;
}

bool LineEditor::move_to(std::size_t cursor)
{
    bool const moves = cursor != cursor_;
    cursor_ = cursor;
    return moves;
}

bool LineEditor::press(Press const& press)
{
    switch (press.key) {
    case Key::character: return insert(press.character);
    case Key::left: return move_to(before());
    case Key::right: return move_to(behind());
    case Key::home:
    case Key::line_begin: return move_to(0);
    case Key::end:
    case Key::line_end: return move_to(size_);
    case Key::backspace: return remove(before(), cursor_);
    case Key::remove: return remove(cursor_, behind());
    case Key::kill_to_end: return remove(cursor_, size_);
    case Key::kill_to_begin: return remove(0, cursor_);
    case Key::kill_word: return remove(word_begin(), cursor_);
    default: return false;
    }
}

} // namespace menu
