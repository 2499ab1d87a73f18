// SPDX-License-Identifier: BSD-2-Clause
// The backup file: the old bytes, the new bytes that replaced them, and bytes that identify the disk.
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
    std::uint32_t step; // the changes of one step were written together, the steps in this order
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

// Refuses a file that is damaged or not a backup.
Backup from_file(Bytes file, std::string const& name);

// Writes the backup to `wanted`, or to the first unused name of DISK.farjump-backup, …-2, …-3 in the current directory.
// Never overwrites a file.
std::filesystem::path keep(Backup const& backup, std::filesystem::path const& disk, std::string const& wanted);

// The plan that restores the old bytes. Refuses another disk, and a disk on which the installed bytes have been
// changed.
plan::Plan undo(Backup const& backup, BlockDevice& disk);

} // namespace backup
