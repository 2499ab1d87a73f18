// Copying and clearing in bulk. Out of line and four bytes at a time: at -Os the compiler would do it in place, byte by
// byte, and these are most of the instructions of a boot.
#pragma once

#include "include/bytes.hpp"

namespace bulk {

// `source` has at least destination.size() bytes; the two do not overlap.
void copy(MutableBytes destination, Bytes source);

void clear(MutableBytes destination);

} // namespace bulk
