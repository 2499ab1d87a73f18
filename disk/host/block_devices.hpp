// SPDX-License-Identifier: BSD-2-Clause
// The kernel's data on a block device. Linux, Documentation/ABI/stable/sysfs-block; sizes there count 512 bytes.
#pragma once

#include "disk/host/system.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace block_devices {

struct Device {
    std::string name;         // "sdb", "sdb1"
    std::string number;       // "8:16"
    std::string disk;         // of a partition: its disk; otherwise empty
    std::string model;        // vendor and model, from the device
    std::uint64_t size;       // in bytes
    std::uint64_t first_byte; // of a partition, on its disk
    std::uint32_t sector_bytes;
    bool read_only;
    bool removable;
    bool is_hardware; // no loop device, no device-mapper volume, no RAID, no RAM disk
    bool is_optical;
    std::vector<std::string> partitions;
    std::vector<std::string> holders; // devices built on this one: LVM, crypt, RAID
};

// nullopt if the system has no block device of this name.
std::optional<Device> find(System const& system, std::string const& name);

// "sdb (SanDisk Ultra, 29,327 MiB)".
std::string describe(Device const& device);

} // namespace block_devices
