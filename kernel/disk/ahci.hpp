// SPDX-License-Identifier: BSD-2-Clause
// Disks at AHCI controllers, with one command at a time. Intel, "Serial ATA Advanced Host Controller Interface (AHCI)
// 1.3.1"; Serial ATA 3.0, "Register - Host to Device" FIS.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "kernel/disk/disk.hpp"

namespace ahci {

// Visits the disks at all controllers. Maps the registers of each by device_mapping. Afterwards the ports are stopped, so
// that no device writes to the kernel's memory. False if the visitor ended the search.
bool each_disk(farjump::BootInfo const& info, disk::Visitor& visitor);

} // namespace ahci
