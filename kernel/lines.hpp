// SPDX-License-Identifier: BSD-2-Clause
// Splits a text into lines.
#pragma once

#include <algorithm>
#include <string_view>

// Removes the first line from a text and returns it without its line feed. (find() and substr() would need a library.)
inline std::string_view take_line(std::string_view& text)
{
    auto const* const end = std::ranges::find(text, '\n');
    std::string_view const line{text.begin(), end};
    text = {end == text.end() ? end : end + 1, text.end()};
    return line;
}
