// SPDX-License-Identifier: BSD-2-Clause
// The program farjump-check-kernel, `farjump check`.
#pragma once

#include "disk/host/call.hpp"

namespace check_command {

inline constexpr auto older_name = "farjump-check-kernel";

extern char const* const usage;

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace check_command
