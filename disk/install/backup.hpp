// The file in which the old sectors are kept: what was there, what has taken its place, and by what to know the disk.
#pragma once

#include "disk/host/disk_file.hpp"
#include "disk/install/plan.hpp"
#include "disk/install/target.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace backup {

struct Witness {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
};

struct Change {
    std::uint32_t step; // changes of one step were written together, the steps in their order
    std::uint64_t offset;
    std::vector<std::byte> before;
    std::vector<std::byte> after;
    plan::Undo undo = plan::Undo::old_bytes;
};

struct Backup {
    std::uint64_t disk_bytes;
    std::uint32_t sector_bytes;
    std::vector<Witness> witnesses;
    std::vector<Change> changes;
};

Backup make(plan::Plan const& plan, target::Target const& target, BlockDevice& disk);

std::vector<std::byte> to_file(Backup const& backup);

// Refuses a file that is none, or damaged.
Backup from_file(Bytes file, std::string const& name);

// Keeps it under `wanted`, or under the first free one of DISK.farjump-backup, …-2, …-3 in the current directory.
// Never over another file.
std::filesystem::path keep(Backup const& backup, std::filesystem::path const& disk, std::string const& wanted);

// What puts the old bytes back. Refuses when this is another disk, or when somebody has changed what was installed.
plan::Plan undo(Backup const& backup, BlockDevice& disk);

} // namespace backup
