// A text line by line.
#pragma once

#include <algorithm>
#include <string_view>

// Takes the first line off a text; its line feed is not part of it. (Not with find() and substr(), which need a library.)
inline std::string_view take_line(std::string_view& text)
{
    auto const* const end = std::ranges::find(text, '\n');
    std::string_view const line{text.begin(), end};
    text = {end == text.end() ? end : end + 1, text.end()};
    return line;
}
