// Is it a person who sends lines on COM1? A terminal that echoes, a login prompt or a GPS receiver sends some, too, and
// answering those has no end.
#pragma once

#include <cstdint>

class SerialTrust {
public:
    enum class Line { command, empty, no_command, junk }; // junk: a character that belongs to no line

    // False: what comes in is neither echoed nor answered, unless it is a command that comes after silence.
    bool is_given() const { return doubts_ < most_doubts; }

    // A whole line has come in, or junk. Commands must outnumber the rest in the long run: even an echo has some among it.
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
