// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry state: makes the state file, in which the loader remembers boots.
#pragma once

#include "disk/host/arguments.hpp"

namespace state_command {

inline constexpr auto usage =
    "usage: farjump-entry state [--reset] [--count NAME:TRIES]... VOLUME\n"
    "           make /loader/farjump.state, in which the loader counts and remembers boots. VOLUME is the\n"
    "           root directory of the mounted boot volume, such as /boot, or a disk image (by mtools)\n"
    "           --count NAME:TRIES counts the entry NAME from now on: 1 to 9 tries\n"
    "           --reset replaces a state file, and forgets what it holds\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

} // namespace state_command
