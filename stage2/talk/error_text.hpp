// An error in words: fills the places in its description (include/errors.hpp) with its numbers and its name.
#pragma once

#include "include/result.hpp"
#include "include/text.hpp"

#include <span>
#include <string_view>

namespace errors {
struct Description; // include/errors.hpp
}

namespace error_text {

using text::Sentence;

// Why it failed: "/boot/kernel.elf is cut: segment 2 ends at byte 51,712, the file at 4,096".
Sentence why(Error const& error);

// What people look up: "FJ-0709".
Sentence code_name(errors::Code code);

// From now on there are words for these errors, too.
void add(std::span<errors::Description const> descriptions);

// What to try.
std::string_view hint(errors::Code code);

} // namespace error_text
