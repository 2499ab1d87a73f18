// SPDX-License-Identifier: BSD-2-Clause
// Chain-loading: starts a boot sector, or a file like one, as a BIOS or an MBR would start it.
// Phoenix, "BIOS Boot Specification" 1.01, "INT 19h"; T13, "Enhanced Disk Drive - 4" (2132-D), annex A.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace chain {

// Its take_target() leaves the value without the words that follow a name. Error: chain_value_unknown.
extern Protocol const protocol;

} // namespace chain
