// SPDX-License-Identifier: BSD-2-Clause
// Formats numbers for the messages of host programs, in the loader's style.
#pragma once

#include "include/text.hpp"

#include <cstdint>
#include <string>

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

} // namespace words
