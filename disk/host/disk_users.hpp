// Who uses a disk right now: mounted file systems, swap, and devices that the kernel has built upon it.
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
    bool is_system;    // without it this machine does not run, or not boot again
    std::string hint;
};

// Of the disk, its partitions, and whatever stands upon them.
std::vector<User> of(System const& system, block_devices::Device const& device);

// Of an image: loop devices, mounted or not.
std::vector<User> of_file(System const& system, std::filesystem::path const& image);

// Refuses when anybody uses it; the system's own disk with words of its own.
void refuse_if_used(std::vector<User> const& users, std::string const& name);

} // namespace disk_users
