// SPDX-License-Identifier: BSD-2-Clause
// The program farjump-install, `farjump install`.
#pragma once

#include "disk/host/call.hpp"

namespace install_command {

inline constexpr auto older_name = "farjump-install";

extern char const* const usage;

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace install_command
