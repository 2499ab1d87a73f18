// The boot protocols that the loader speaks.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace protocols {

// The protocol that the kernel in `file` is written for.
Protocol const& of(File& file);

} // namespace protocols
