// Is what comes in on a serial line a key that a person has pressed? Machines talk there, too: a terminal that echoes,
// a login prompt that answers, a GPS receiver, a mouse.
#pragma once

#include <cstdint>
#include <optional>

// A key comes after silence, is short (the arrows and F keys are a few characters), and is followed by silence. What a
// machine answers comes earlier or is longer. From the last character on that was sent, look again and again.
class SerialKey {
public:
    static constexpr std::uint32_t silence_before = 55; // ticks of 55 ms: 3 seconds, and slow echoes take 1 or 2
    static constexpr std::uint32_t silence_behind = 9;
    static constexpr std::uint32_t longest = 8; // characters

    // So many looks count as a tick where the BIOS's ticks stand still: each takes some microseconds at least.
    static constexpr std::uint32_t looks_per_tick = 1 << 14;

    enum class Seen { nothing, key, no_key };

    // What has come in since the last look, a NUL where that was no character; and the BIOS's tick count.
    Seen look(std::optional<char> received, std::uint32_t ticks)
    {
        if (ticks != ticks_ || ++looks_ == looks_per_tick) {
            ticks_ = ticks;
            looks_ = 0;
            ++silence_;
        }
        if (!received)
            return length_ != 0 && silence_ >= silence_behind ? Seen::key : Seen::nothing;
        bool const goes_on = length_ != 0 && length_ < longest;
        length_ = *received != '\0' && (goes_on || silence_ >= silence_before) ? length_ + 1 : 0;
        silence_ = 0;
        return length_ != 0 ? Seen::nothing : Seen::no_key;
    }

private:
    std::uint32_t ticks_ = 0;
    std::uint32_t looks_ = 0;
    std::uint32_t silence_ = 0;
    std::uint32_t length_ = 0; // of what may be a key; 0: nothing came, or it is none
};
