// SPDX-License-Identifier: BSD-2-Clause
// Formats numbers for the messages of host programs, in the loader's style, and replaces parts of texts.
#pragma once

#include "include/text.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace words {

inline std::string decimal(std::uint64_t number)
{
    text::Sentence line;
    line.decimal(number);
    return std::string(line.view());
}

inline std::string hexadecimal(std::uint64_t number, int digits = 1)
{
    text::Sentence line;
    line.hex(number, digits);
    return std::string(line.view());
}

inline std::string size(std::uint64_t bytes)
{
    text::Sentence line;
    line.size(bytes);
    return std::string(line.view());
}

// "1 sector", "104 sectors".
inline std::string count(std::uint64_t number, std::string const& noun)
{
    return decimal(number) + ' ' + noun + (number == 1 ? "" : "s");
}

// The text with `to` in each place of `from`, which is not empty. What was put in is not looked at again.
inline std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

} // namespace words
