// SPDX-License-Identifier: BSD-2-Clause
// The Limine boot protocol, base revisions 0 to 6: 64-bit ELF kernels in the upper half, which ask for what they want by
// requests in their image. The Limine Boot Protocol (PROTOCOL.md).
#pragma once

#include "stage2/annex/parts.hpp"

namespace limine {

extern annex::ProcessorsEntry const entry;

} // namespace limine
