// Selects the boot protocol for a kernel file.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace protocols {

// The protocol for the kernel in `file`: so far always farjump's own.
Protocol const& of(File& file);

} // namespace protocols
