// The rate of the time stamp counter.
#pragma once

#include <cstdint>

namespace machine {

// Returns ticks per second, accurate to about a thousandth: two measurements of 2 ms against the interval timer.
// Returns 0 if the timer does not run as expected. Precondition: the processor has a time stamp counter.
std::uint64_t measure_tsc_rate();

} // namespace machine
