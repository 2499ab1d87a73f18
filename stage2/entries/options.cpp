// SPDX-License-Identifier: BSD-2-Clause
// Finds words in a command line.
#include "stage2/entries/options.hpp"

namespace options {

namespace {

bool separates(char character)
{
    return character == ' ' || character == '\t';
}

} // namespace

bool has_word(std::string_view line, std::string_view word)
{
    for (std::size_t begin = 0; begin < line.size();) {
        auto end = begin;
        while (end < line.size() && !separates(line[end]))
            ++end;
        if (std::string_view{line.data() + begin, end - begin} == word) // (not substr, which refers to an exception)
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace options
