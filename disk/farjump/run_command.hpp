// SPDX-License-Identifier: BSD-2-Clause
// `farjump run`: boots a kernel on this machine.
#pragma once

#include "disk/host/call.hpp"

#include <string>

namespace run_command {

std::string usage();

// Prints errors; returns the exit status: that of the emulator if it was started.
int run(Call const& call);

} // namespace run_command
