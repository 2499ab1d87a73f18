// SPDX-License-Identifier: BSD-2-Clause
// Sends the kernel's output to all of these devices: COM1, the screen (text or graphics), and in debug builds port E9h.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/text.hpp"

#include <optional>
#include <string_view>

namespace console {

using Line = text::Line<160>;

// open_serial() needs no boot information, so it comes first, with COM1's usual port. open() then opens the screen, and
// the port of COM1 that the BIOS has found.
void open_serial();
void open(farjump::BootInfo const& info);

// Prints a character as it is typed: '\b' removes the last one of the line.
void put(char character);

// The next character received on COM1, if there is one.
std::optional<char> take();

// Prints a line: the text and a line feed.
void print(std::string_view words);
inline void print(Line const& line)
{
    print(line.view());
}

} // namespace console
