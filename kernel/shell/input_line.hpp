// SPDX-License-Identifier: BSD-2-Clause
// Edits a line of input.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// Ignores a character that does not fit.
class InputLine {
public:
    std::string_view words() const { return {room_.data(), size_}; }
    void clear() { size_ = 0; }

    // Returns false if there is no character to remove.
    bool take(char character)
    {
        if (character == '\b' ? size_ == 0 : character < ' ' || size_ == room_.size())
            return false;
        if (character == '\b')
            --size_;
        else
            room_[size_++] = character;
        return true;
    }

private:
    std::array<char, 64> room_;
    std::size_t size_ = 0;
};
