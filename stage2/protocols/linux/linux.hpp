// SPDX-License-Identifier: BSD-2-Clause
// The Linux boot protocol, by its 16-bit entry. Linux, "The Linux/x86 Boot Protocol".
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace linux_boot {

extern Protocol const protocol;

} // namespace linux_boot
