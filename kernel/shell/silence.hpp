// SPDX-License-Identifier: BSD-2-Clause
// Measures silence by the time-stamp counter, or by the number of polls if the counter's rate is unknown.
#pragma once

#include "include/x86/tsc.hpp"

#include <cstdint>

class Silence {
public:
    // The rate that the loader measured; 0: unknown.
    explicit Silence(std::uint64_t ticks_per_second) : long_ticks_{seconds * ticks_per_second} { begin(); }

    void begin()
    {
        looks_ = 0;
        first_tick_ = ticks();
    }

    // To be called at each poll of the ports, which takes 2 microseconds on a PC.
    void go_on() { ++looks_; }

    // True after 3 seconds of silence.
    bool is_long() const
    {
        return long_ticks_ != 0 ? ticks() - first_tick_ >= long_ticks_ : looks_ >= seconds * looks_per_second;
    }

private:
    static constexpr std::uint64_t seconds = 3;
    static constexpr std::uint64_t looks_per_second = 500'000;

    std::uint64_t ticks() const { return long_ticks_ != 0 ? x86::read_tsc() : 0; }

    std::uint64_t long_ticks_;
    std::uint64_t first_tick_ = 0;
    std::uint64_t looks_ = 0;
};
