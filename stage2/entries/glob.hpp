// SPDX-License-Identifier: BSD-2-Clause
// Patterns for file names, as in loader.conf: * ? [a-z] [!a-z]. POSIX, "Pattern Matching Notation" (XCU 2.13).
#pragma once

#include <string_view>

namespace glob {

// Letters a to z match in either case. A '[' without ']' is an ordinary character. Takes at most pattern.size() times
// name.size() steps.
bool matches(std::string_view pattern, std::string_view name);

} // namespace glob
