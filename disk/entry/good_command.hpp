// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry good: marks a counted entry as good.
#pragma once

#include "disk/host/arguments.hpp"

namespace good_command {

inline constexpr auto usage =
    "usage: farjump-entry good [--root DIR] [NAME]\n"
    "           mark the entry NAME as good, or without a name the counted entry that was started last:\n"
    "           in the state file, and in the counter of its file's name, which gets its tries back\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

} // namespace good_command
