// Where the kernel's words go: COM1, the text screen, and in debug builds port E9h, all at once.
#pragma once

#include "kernel/direct_map.hpp"
#include "include/text.hpp"

#include <string_view>

namespace console {

using Line = text::Line<160>;

// COM1 needs nothing of the loader, so it comes first; the screen needs the direct map.
void open_serial();
void open_screen(DirectMap memory);

// The words and a line feed.
void print(std::string_view words);
inline void print(Line const& line) { print(line.view()); }

} // namespace console
