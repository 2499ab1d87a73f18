// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry checksum: computes the checksums of files, and writes them into boot entries.
#pragma once

#include "disk/host/arguments.hpp"

namespace checksum_command {

inline constexpr auto usage =
    "usage: farjump-entry checksum --root DIR [--in-place] ENTRY.conf\n"
    "           print the boot entry with the checksums of the files it names, which the loader then\n"
    "           verifies. DIR is the root directory of the boot volume, such as /boot\n"
    "           --in-place writes the entry instead of printing it\n"
    "       farjump-entry checksum FILE...\n"
    "           print a checksum for each file\n";

// Returns the exit status. Throws UsageError, Refusal and other exceptions of disk/host/refusal.hpp.
int run(Arguments arguments);

} // namespace checksum_command
