// SPDX-License-Identifier: BSD-2-Clause
// The rate of the time stamp counter: as CPUID says, or measured against the interval timer while the boot does other
// work.
#pragma once

#include "longmode/requirements.hpp"

#include <cstdint>

namespace tsc_rate {

// Starts channel 2 of the timer, if the processor does not tell the rate. Precondition for all functions: the processor
// has a time stamp counter.
void start(requirements::Processor const& processor);

// Takes the measurement if enough time has passed since start(), and starts again if too much has: the timer counts 55
// ms. Costs a few port accesses until the measurement is taken, and then nothing. Call it now and then.
void look();

// Ticks per second, accurate to about a thousandth. Waits for the rest of the time, at most 2 ms, if no look() came at a
// suitable moment. 0 if the timer does not run as expected. The timer's gate and the speaker are as before start().
std::uint64_t finish();

} // namespace tsc_rate
