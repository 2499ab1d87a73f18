// The date and the time, by the firmware's word.
#pragma once

#include "include/farjump/boot_info.hpp"

namespace bios {

// Year 0, and 0 in all other fields, when the BIOS has no clock or what it says cannot be a time.
farjump::WallClock read_clock();

} // namespace bios
