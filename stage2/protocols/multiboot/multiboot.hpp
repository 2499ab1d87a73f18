// SPDX-License-Identifier: BSD-2-Clause
// The Multiboot protocols, versions 1 and 2. Multiboot Specification 0.6.96; Multiboot2 Specification 2.0.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace multiboot {

extern Protocol const protocol;

} // namespace multiboot
