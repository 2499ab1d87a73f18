// What the loader says on the way goes to the terminal: in place of stage2/talk/console.cpp, which asks a BIOS.
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

// Once each: the installer runs the loader's search on the disk as it is, and as it will be.
void note(std::string_view words)
{
    static std::set<std::string, std::less<>> said;
    if (said.emplace(words).second)
        std::cout << "  the loader notes: " << words << '\n';
}

} // namespace console
