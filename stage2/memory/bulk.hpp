// Copying and clearing in bulk. Out of line and four bytes at a time: at -Os the compiler would do it in place, byte by
// byte, and these are most of the instructions of a boot.
#pragma once

#include "include/bytes.hpp"

namespace bulk {

// `source` has at least destination.size() bytes; the two do not overlap.
void copy(MutableBytes destination, Bytes source);

void clear(MutableBytes destination);

// Copies `size` bytes to `to` from `offset` bytes before it, one after the other: where size is larger than offset, the
// copy repeats itself.
void repeat(std::byte* to, std::size_t offset, std::size_t size);

} // namespace bulk
