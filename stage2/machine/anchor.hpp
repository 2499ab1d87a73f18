// SPDX-License-Identifier: BSD-2-Clause
// The search for a table of the firmware: an anchor string at a multiple of 16 bytes.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace anchor {

// The first multiple of 16, from `offset` on, where `area` has these four bytes; a number beyond the area if there is
// none. `offset` is a multiple of 16.
std::uint32_t next(Bytes area, std::uint32_t offset, std::uint32_t bytes);

} // namespace anchor
