// SPDX-License-Identifier: BSD-2-Clause
// The program farjump-write, `farjump write`.
#pragma once

#include "disk/host/call.hpp"

namespace write_command {

inline constexpr auto older_name = "farjump-write";

extern char const* const usage;

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace write_command
