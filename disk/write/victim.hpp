// The disk that is about to lose all it holds: whether it may, and what that is.
#pragma once

#include "disk/host/block_devices.hpp"
#include "disk/host/disk_file.hpp"
#include "disk/write/options.hpp"

#include <string>

namespace victim {

// Refuses the system's disk, one in use, one that is not removable without the flag for it, and what is no whole disk.
block_devices::Device check(Options const& options);

// Model, size, and a line for each partition with what lies on it.
std::string describe(System const& system, block_devices::Device const& device, DiskFile& disk);

} // namespace victim
