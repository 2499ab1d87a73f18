// SPDX-License-Identifier: BSD-2-Clause
// The date and time of the BIOS's real-time clock.
#pragma once

#include "include/farjump/boot_info.hpp"

namespace bios {

// Returns all zeros (year 0) if the BIOS has no clock or reports an impossible date or time.
farjump::WallClock read_clock();

} // namespace bios
