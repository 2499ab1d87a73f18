// The boot protocols that the loader supports.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace protocols {

// The protocol of the kernel in `file`.
Protocol const& of(File& file);

} // namespace protocols
