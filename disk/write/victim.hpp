// SPDX-License-Identifier: BSD-2-Clause
// Checks the disk that is about to be overwritten, and lists its contents.
#pragma once

#include "disk/host/block_devices.hpp"
#include "disk/host/disk_file.hpp"
#include "disk/write/options.hpp"

#include <string>

namespace victim {

// Refuses the system's disk, a disk in use, a disk that is not removable (unless a flag allows it), and devices that
// are not whole disks.
block_devices::Device check(write_command::Options const& options);

// Model, size, and a line with the contents of each partition.
std::string describe(System const& system, block_devices::Device const& device, DiskFile& disk);

} // namespace victim
