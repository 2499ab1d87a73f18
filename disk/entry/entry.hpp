// SPDX-License-Identifier: BSD-2-Clause
// The program farjump-entry, `farjump entry`.
#pragma once

#include "disk/host/call.hpp"

#include <string>

namespace entry_command {

inline constexpr auto older_name = "farjump-entry";

// The usages of all its subcommands.
std::string usage();

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace entry_command
