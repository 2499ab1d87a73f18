// SPDX-License-Identifier: BSD-2-Clause
// The words in the values of boot entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace words {

constexpr bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

constexpr std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// Takes the first word from `text`, which keeps the rest without blanks at either end. nullopt if there is none.
constexpr std::optional<std::string_view> take(std::string_view& text)
{
    text = trimmed(text);
    if (text.empty())
        return std::nullopt;
    auto const* end = text.begin();
    while (end != text.end() && !is_blank(*end))
        ++end;
    std::string_view const word{text.begin(), end};
    text = trimmed({end, text.end()});
    return word;
}

constexpr std::optional<std::uint32_t> hexadecimal_digit(char character)
{
    if (character >= '0' && character <= '9')
        return static_cast<std::uint32_t>(character - '0');
    auto const lower = static_cast<char>(character | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<std::uint32_t>(lower - 'a') + 10;
    return std::nullopt;
}

// Whether two paths name the same file, as far as the text shows: without regard to the case of ASCII letters, and to
// slashes in front.
constexpr bool same_path(std::string_view left, std::string_view right)
{
    while (left.starts_with('/'))
        left.remove_prefix(1);
    while (right.starts_with('/'))
        right.remove_prefix(1);
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    if (left.size() != right.size())
        return false;
    for (std::size_t at = 0; at < left.size(); ++at)
        if (lower(left[at]) != lower(right[at]))
            return false;
    return true;
}

} // namespace words
