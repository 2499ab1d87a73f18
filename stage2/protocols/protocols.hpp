// SPDX-License-Identifier: BSD-2-Clause
// Selects the boot protocol for the kernel of the boot entry.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace protocols {

// Loads what the boot entry names, and returns the protocol that has loaded it.
Result<Protocol const*> load(Boot& boot);

} // namespace protocols
