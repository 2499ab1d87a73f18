// SPDX-License-Identifier: BSD-2-Clause
// The directories in which host programs find the kernel's data on disks.
// Linux, Documentation/filesystems/sysfs.rst, proc.rst.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

// A root other than "/" is a tree made by a test, in which regular files in dev/ stand for the block devices in sys/.
struct System {
    std::filesystem::path root = "/";

    std::filesystem::path block_device(std::string const& name) const { return root / "sys/class/block" / name; }
    std::filesystem::path proc(std::string const& name) const { return root / "proc" / name; }

    // The block device's name in /sys; nullopt if it is no block device.
    std::optional<std::string> name_of(std::filesystem::path const& path) const;

    // The first line of a small file, without blanks around it; empty if the file does not exist.
    static std::string line_of(std::filesystem::path const& path);
};
