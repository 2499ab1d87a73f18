// SPDX-License-Identifier: BSD-2-Clause
// Signals that end the program: they are noted, so that the work in progress can remove its temporary files first.
// POSIX, sigaction(2).
#pragma once

namespace signals {

// From the construction on SIGINT, SIGTERM and SIGHUP are noted, and the waits of disk/farjump/processes.hpp end.
class Watch {
public:
    Watch();
};

// Ctrl-C is for the program that was started, such as a debugger.
void leave_interrupt_to_child();

// The signal that was noted; 0: none.
int caught();

// Thrown by waits. It is no std::exception, so that nothing takes it for an error.
struct Interrupted {};

void throw_if_caught();

// Ends the program by the signal that was noted, so that the shell that called it sees that.
void end_if_caught();

} // namespace signals
