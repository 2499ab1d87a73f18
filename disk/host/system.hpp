// Where the host programs look for the kernel's own view of its disks.
// Linux, Documentation/filesystems/sysfs.rst, proc.rst.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

// A root other than "/" is a tree that tests have made: regular files in its dev/ play the block devices of its sys/.
struct System {
    std::filesystem::path root = "/";

    std::filesystem::path block_device(std::string const& name) const { return root / "sys/class/block" / name; }
    std::filesystem::path proc(std::string const& name) const { return root / "proc" / name; }

    // The name under which /sys knows this block device; nothing when it is none.
    std::optional<std::string> name_of(std::filesystem::path const& path) const;

    // The first line of a small file, without blanks around it; empty when there is no such file.
    static std::string line_of(std::filesystem::path const& path);
};
