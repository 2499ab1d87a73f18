// How fast the time stamp counter counts.
#pragma once

#include <cstdint>

namespace bios {

// Ticks per second, measured three times for 5 ms against the timer that every PC has; 0 when that does not run as it should. The
// processor must have a time stamp counter.
std::uint64_t measure_tsc_rate();

} // namespace bios
