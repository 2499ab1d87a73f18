// Where the kernel's words go: COM1, the screen (text or graphics), and in debug builds port E9h, all at once.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/text.hpp"

#include <optional>
#include <string_view>

namespace console {

using Line = text::Line<160>;

// COM1 in its usual place needs nothing of the loader, so it comes first; the boot information leads to the screen, and
// to where the BIOS has found COM1.
void open_serial();
void open(farjump::BootInfo const& info);

// One character, as it is typed: '\b' takes the last one of the line back.
void put(char character);

// A character that has come in on COM1.
std::optional<char> take();

// The words and a line feed.
void print(std::string_view words);
inline void print(Line const& line)
{
    print(line.view());
}

} // namespace console
