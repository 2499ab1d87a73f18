// SPDX-License-Identifier: BSD-2-Clause
// Decides whether a person sends the lines on COM1. An echoing terminal, a login prompt or a GPS receiver sends lines,
// too, and would react to each answer without end.
#pragma once

#include <cstdint>

class SerialTrust {
public:
    enum class Line { command, empty, no_command, junk }; // junk: a character that no line contains

    // If false, input is neither echoed nor answered, except a command after silence.
    bool is_given() const { return doubts_ < most_doubts; }

    // To be called for each line, and for junk. Trust needs more commands than other lines, because an echo has
    // commands, too.
    void judge(Line line)
    {
        switch (line) {
        case Line::command: doubts_ = is_given() ? doubts_ - (doubts_ > 0 ? 1 : 0) : 0; break;
        case Line::empty:
        case Line::junk: doubts_ += 1; break;
        case Line::no_command: doubts_ += 2; break;
        }
    }

private:
    static constexpr std::uint32_t most_doubts = 8;

    std::uint32_t doubts_ = 0;
};
