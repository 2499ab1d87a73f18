// SPDX-License-Identifier: BSD-2-Clause
// Copies and clears memory, four bytes at a time. Not inline: at -Os the compiler would copy byte by byte in place, and
// these copies are most of the instructions of a boot.
#pragma once

#include "include/bytes.hpp"

namespace bulk {

// Fills `destination`. `source` has at least destination.size() bytes; the two do not overlap.
void copy(MutableBytes destination, Bytes source);

// Fills `destination` with zeros.
void clear(MutableBytes destination);

// Copies `size` bytes from `to - offset` to `to`, in ascending order. If size > offset, the copy repeats itself.
void repeat(std::byte* to, std::size_t offset, std::size_t size);

} // namespace bulk
