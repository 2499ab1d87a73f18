// SPDX-License-Identifier: BSD-2-Clause
// Disks at the two ATA channels of a PC, in programmed I/O. Serial ATA controllers in legacy mode have the same registers.
// INCITS 529, "ATA/ATAPI Command Set - 4" (ACS-4); INCITS 397, "ATA/ATAPI-7", Vol. 2, "PIO data-in", "PIO data-out".
#pragma once

#include "kernel/disk/disk.hpp"

#include <cstdint>

namespace ata {

// Visits the disks: primary and secondary channel, master and slave. Interrupts of the channels are turned off. False if
// the visitor ended the search.
bool each_disk(std::uint64_t ticks_per_second, disk::Visitor& visitor);

} // namespace ata
