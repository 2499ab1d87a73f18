// What the loader says on the way goes to the terminal: in place of stage2/talk/console.cpp, which asks a BIOS.
#include "stage2/talk/console.hpp"

#include <iostream>

namespace console {

text::Sentence& scratch_line()
{
    static text::Sentence words;
    words.clear();
    return words;
}

void note(std::string_view words)
{
    std::cout << "  the loader notes: " << words << '\n';
}

} // namespace console
