// SPDX-License-Identifier: BSD-2-Clause
// The version of the program, from the file VERSION.
#pragma once

#include <string_view>

namespace version {

extern std::string_view const text; // "0.2.0"

} // namespace version
