// SPDX-License-Identifier: BSD-2-Clause
// Distinguishes keys that a person presses on a serial terminal from data sent by a machine: a terminal that echoes, a
// login prompt that answers, a GPS receiver, a mouse.
#pragma once

#include "stage2/talk/tick_count.hpp"

#include <cstdint>
#include <optional>

// A key comes after silence, is short (arrows and F keys are a few characters), and is followed by silence. Answers of
// machines come earlier or are longer. After the last output, call look() continuously.
class SerialKey {
public:
    static constexpr std::uint32_t silence_before = 55; // ticks of 55 ms: 3 seconds; slow echoes take 1 or 2
    static constexpr std::uint32_t silence_behind = 9;
    static constexpr std::uint32_t longest = 8; // characters

    enum class Seen { nothing, key, no_key };

    // `received`: a character received since the last look, NUL for a line error. `ticks`: the BIOS's tick count.
    Seen look(std::optional<char> received, std::uint32_t ticks)
    {
        silence_ += ticks_.has_ticked(ticks);
        if (!received)
            return length_ != 0 && silence_ >= silence_behind ? Seen::key : Seen::nothing;
        bool const goes_on = length_ != 0 && length_ < longest;
        length_ = *received != '\0' && (goes_on || silence_ >= silence_before) ? length_ + 1 : 0;
        silence_ = 0;
        return length_ != 0 ? Seen::nothing : Seen::no_key;
    }

private:
    TickCount ticks_;
    std::uint32_t silence_ = 0;
    std::uint32_t length_ = 0; // characters of a possible key; 0: nothing received, or not a key
};
