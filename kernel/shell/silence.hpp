// How long it has been silent, by the time stamp counter, or by looks where its rate is not known.
#pragma once

#include "include/x86/tsc.hpp"

#include <cstdint>

class Silence {
public:
    // The rate as the loader measured it; 0 when it could not.
    explicit Silence(std::uint64_t ticks_per_second) : long_ticks_{seconds * ticks_per_second} { begin(); }

    void begin()
    {
        looks_ = 0;
        first_tick_ = ticks();
    }

    // To be called with each look at the ports, which takes 2 microseconds on a PC.
    void go_on() { ++looks_; }

    // Has it been for 3 seconds?
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
