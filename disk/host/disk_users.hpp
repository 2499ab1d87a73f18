// SPDX-License-Identifier: BSD-2-Clause
// The current users of a disk: mounted file systems, swap, and devices built on it.
// Linux, Documentation/filesystems/proc.rst, "/proc/<pid>/mountinfo"; proc(5), /proc/swaps.
#pragma once

#include "disk/host/block_devices.hpp"
#include "disk/host/system.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace disk_users {

struct User {
    std::string words; // "sdb1 is mounted at /media/stick"
    bool is_system;    // the machine needs it to run, or to boot again
    std::string hint;
};

// The users of the disk, its partitions, and devices built on them.
std::vector<User> of(System const& system, block_devices::Device const& device);

// The users of an image: loop devices, mounted or not.
std::vector<User> of_file(System const& system, std::filesystem::path const& image);

// Throws a Refusal if the disk has users, with another message for the system's own disk.
void refuse_if_used(std::vector<User> const& users, std::string const& name);

} // namespace disk_users
