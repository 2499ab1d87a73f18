// SPDX-License-Identifier: BSD-2-Clause
// A limit for the wait for a device.
#pragma once

#include "include/x86/cpu.hpp"
#include "include/x86/tsc.hpp"

#include <cstdint>

class Deadline {
public:
    // `ticks_per_second`: the rate of the time-stamp counter; 0: unknown, then the polls are counted. A poll of a device
    // takes about a microsecond.
    Deadline(std::uint64_t ticks_per_second, std::uint32_t milliseconds)
        : ticks_{ticks_per_second / 1000 * milliseconds}, polls_{std::uint64_t{milliseconds} * polls_per_millisecond}
    {
        if (ticks_ != 0)
            begin_ = x86::read_tsc();
    }

    // To be called once for each poll. False when the time is over.
    bool go_on()
    {
        x86::pause();
        return ticks_ != 0 ? x86::read_tsc() - begin_ < ticks_ : polls_-- > 0;
    }

private:
    static constexpr std::uint32_t polls_per_millisecond = 1000;

    std::uint64_t ticks_;
    std::uint64_t polls_;
    std::uint64_t begin_ = 0;
};

// Polls until `done` returns true. False if the time is over first.
template <typename Done>
bool wait_for(Deadline deadline, Done done)
{
    do {
        if (done())
            return true;
    } while (deadline.go_on());
    return done();
}
