// SPDX-License-Identifier: BSD-2-Clause
// Verifies the annex on a disk as the core would: stage2/annex/facts.hpp.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace annex_on_disk {

enum class State : std::uint8_t { whole, missing, damaged };

// The size in bytes of the annex behind the core; 0 if this core has no annex.
std::uint32_t size_for(Bytes core);

// The state of the annex, front and rear, as the core would find it. A core of an older build has another checksum in its
// facts, which is verified, too. `behind` contains the bytes behind the core on the disk: at least size_for() bytes, or
// all up to the end of the disk.
State look(Bytes core, Bytes behind);

} // namespace annex_on_disk
