// SPDX-License-Identifier: BSD-2-Clause
// Waits with a limit in microseconds.
#pragma once

#include <cstdint>

namespace waits {

// A time in the future. Measured by the time stamp counter if its rate is known, otherwise by accesses to port 80h,
// which take about a microsecond each.
class Deadline {
public:
    // `microseconds` from now on, at most 10,000,000.
    explicit Deadline(std::uint32_t microseconds);

    // Call it in a loop: without a time stamp counter each call takes a microsecond.
    bool is_over();

private:
    std::uint64_t begin_;
    std::uint64_t length_; // ticks; without a rate, microseconds left
    bool by_counter_;
};

// Returns after this time.
void microseconds(std::uint32_t count);

// Waits until `condition()` is true. False if it is not within this time.
template <typename Condition>
bool until(Condition condition, std::uint32_t microseconds)
{
    Deadline deadline{microseconds};
    while (!condition())
        if (deadline.is_over())
            return condition();
    return true;
}

} // namespace waits
