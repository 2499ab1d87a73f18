// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry add: puts a new kernel beside the old one, with a boot entry of a few tries.
#pragma once

#include "disk/host/arguments.hpp"

namespace add_command {

inline constexpr auto usage =
    "usage: farjump-entry add [--root DIR] --tries N [--id NAME] [--title TEXT] [--options TEXT]\n"
    "                         [--module FILE]... [--default] KERNEL\n"
    "           copy the kernel and its modules to DIR/boot/NAME, and then add the boot entry NAME+N-0.conf,\n"
    "           which gets N tries, 1 to 9, until it is marked as good. Other entries stay as they are\n"
    "           DIR is the root directory of the mounted boot volume; /boot without --root\n"
    "           NAME is the kernel's file name without its end, if there is no --id\n"
    "           --default makes the new entry the one that boots (set-default)\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

} // namespace add_command
