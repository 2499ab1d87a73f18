// SPDX-License-Identifier: BSD-2-Clause
// The control registers of the processor that runs this code.
#pragma once

#include <cstdint>

namespace machine {

// The bits of CR0 that farjump leaves as the BIOS set them: ET and NE.
std::uint32_t kept_cr0();

} // namespace machine
