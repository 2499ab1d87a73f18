// SPDX-License-Identifier: BSD-2-Clause
// `farjump new`: a small project with a kernel, which builds and boots with one command.
#pragma once

#include "disk/host/call.hpp"

#include <string>

namespace new_command {

std::string usage();

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace new_command
