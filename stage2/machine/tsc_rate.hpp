// How fast the time stamp counter counts.
#pragma once

#include <cstdint>

namespace machine {

// Ticks per second, measured twice for 2 ms against the timer that every PC has, to about a thousandth; 0 when that does
// not run as it should. The processor must have a time stamp counter.
std::uint64_t measure_tsc_rate();

} // namespace machine
