// SPDX-License-Identifier: BSD-2-Clause
// Prints the loader's messages to the terminal. Replaces stage2/talk/console.cpp, which calls the BIOS.
#include "stage2/talk/console.hpp"

#include <functional>
#include <iostream>
#include <set>
#include <string>

namespace console {

text::Sentence& scratch_line()
{
    static text::Sentence words;
    words.clear();
    return words;
}

// Prints each note only once: the installer runs the loader's search on the disk before and after the planned changes.
void note(std::string_view words)
{
    static std::set<std::string, std::less<>> said;
    if (said.emplace(words).second)
        std::cout << "  the loader notes: " << words << '\n';
}

void use_serial(SerialUse) {} // there is no serial line

} // namespace console
