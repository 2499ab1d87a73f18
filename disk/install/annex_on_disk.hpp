// The annex as the core looks for it on the disk: stage2/annex/facts.hpp.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace annex_on_disk {

enum class State : std::uint8_t { whole, missing, damaged };

// Bytes of the annex behind the core, or 0 when the core is not one that has an annex.
std::uint32_t size_for(Bytes core);

// What the core would find: `behind` is what lies on the disk behind it, at least size_for() bytes or as many as there
// are.
State look(Bytes core, Bytes behind);

} // namespace annex_on_disk
