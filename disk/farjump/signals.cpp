// SPDX-License-Identifier: BSD-2-Clause
// The handler only stores the number.
#include "disk/farjump/signals.hpp"

#include <csignal>

namespace signals {
namespace {

constexpr int watched[]{SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t noted = 0;

void note(int signal)
{
    noted = signal;
}

} // namespace

// A signal that the caller ignores, as nohup does with SIGHUP, stays ignored.
Watch::Watch()
{
    for (auto const signal : watched) {
        struct sigaction action{}, before{};
        action.sa_handler = note;
        sigemptyset(&action.sa_mask);
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr);
    }
}

void leave_interrupt_to_child()
{
    std::signal(SIGINT, SIG_IGN);
}

int caught()
{
    return noted;
}

void throw_if_caught()
{
    if (noted != 0)
        throw Interrupted{};
}

void end_if_caught()
{
    if (noted == 0)
        return;
    std::signal(noted, SIG_DFL);
    std::raise(noted);
}

} // namespace signals
