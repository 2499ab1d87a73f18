// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry list: shows the boot entries as the loader sees them.
#pragma once

#include "disk/host/arguments.hpp"

namespace list_command {

inline constexpr auto usage =
    "usage: farjump-entry list [--root DIR]\n"
    "           show the boot entries in the loader's order: title, tries left, and what is wrong with\n"
    "           broken ones; the default, the one last marked as good, and the one that was started\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

} // namespace list_command
