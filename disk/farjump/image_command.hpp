// SPDX-License-Identifier: BSD-2-Clause
// `farjump image` and `farjump iso`: a kernel on a disk image, or on one that is a CD, too.
#pragma once

#include "disk/host/call.hpp"

#include <string>

namespace image_command {

std::string usage();
std::string usage_of_iso();

// They print errors, and return the exit status.
int run(Call const& call);
int run_iso(Call const& call);

} // namespace image_command
