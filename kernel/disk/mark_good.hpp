// SPDX-License-Identifier: BSD-2-Clause
// Marks the boot as good: writes one sector of the boot disk, by a driver of this kernel and without any file system.
// docs/counting.md.
#pragma once

#include "include/farjump/boot_info.hpp"

#include <string_view>

namespace mark_good {

enum class Result {
    marked,         // written, flushed, and read back
    already,        // the sector holds `finished` already
    not_counted,    // this boot is not counted: nothing to mark
    no_disk,        // no driver finds a disk with the signature of the boot disk and the sector's size
    sector_changed, // the disk is there, and the sector holds something else
    several_disks,  // the sector is on several disks: members of a RAID, or copies
    cannot_read,    // the disk does not read the sector
    cannot_write,   // the disk refuses the write or the flush
    cannot_verify,  // the sector reads back as something else
};

struct Outcome {
    Result result;
    std::string_view disk; // the driver's name for it, such as "AHCI, port 0"; empty if there is none
};

// Looks at the disks of all drivers before it writes. The name in the result is valid until the next call.
Outcome run(farjump::BootInfo const& info);

} // namespace mark_good
