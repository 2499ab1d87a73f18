// SPDX-License-Identifier: BSD-2-Clause
// CRC-32 by carry-less multiplication, for processors with PCLMULQDQ. Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel, 2009.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace crc32 {

// As of() in crc32.hpp, with 23 instructions for 64 bytes. `so_far` is the result for the preceding pieces.
// SSE instructions are allowed (CR4.OSFXSR).
std::uint32_t of_by_folding(Bytes bytes, std::uint32_t so_far = 0);

} // namespace crc32
