// The Limine boot protocol, base revisions 0 to 6: 64-bit ELF kernels in the upper half, which ask for what they want by
// requests in their image. The Limine Boot Protocol (PROTOCOL.md).
#pragma once

#include "stage2/protocols/protocol.hpp"

#include <string_view>

namespace limine {

// The value of `protocol` in a boot entry.
inline constexpr std::string_view key = "limine";

extern Protocol const protocol;

} // namespace limine
