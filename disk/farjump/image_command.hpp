// `farjump image`: a kernel on a disk image.
#pragma once

#include "disk/host/call.hpp"

#include <string>

namespace image_command {

std::string usage();

// Prints errors; returns the exit status.
int run(Call const& call);

} // namespace image_command
