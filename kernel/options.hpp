// SPDX-License-Identifier: BSD-2-Clause
// The kernel's options: the text that the boot entry gives it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

// Whether `line` contains `word`. Words are separated by blanks.
inline bool has_word(std::string_view line, std::string_view word)
{
    while (true) {
        auto const end = static_cast<std::size_t>(std::ranges::find(line, ' ') - line.begin());
        if (std::string_view{line.data(), end} == word)
            return true;
        if (end == line.size())
            return false;
        line.remove_prefix(end + 1);
    }
}
