// SPDX-License-Identifier: BSD-2-Clause
// The message of an error: its description (include/errors.hpp), with its numbers and name in place of the
// placeholders.
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

// The reason: "/boot/kernel.elf is cut: segment 2 ends at byte 51,712, the file at 4,096".
Sentence why(Error const& error);

// The error code for the documentation: "FJ-0709".
Sentence code_name(errors::Code code);

// Returns the annex's descriptions, which remain valid.
using More = std::span<errors::Description const>();

// Adds the annex's descriptions to the core's. Calls `more` for an error that the core does not describe.
void add(More* more);

// A suggestion for the user.
std::string_view hint(errors::Code code);

} // namespace error_text
