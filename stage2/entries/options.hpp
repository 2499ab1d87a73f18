// SPDX-License-Identifier: BSD-2-Clause
// The options in a kernel's command line that farjump itself uses.
#pragma once

#include <string_view>

namespace options {

// Whether `line` contains `word`. Words are separated by spaces and tabs.
bool has_word(std::string_view line, std::string_view word);

} // namespace options
