// SPDX-License-Identifier: BSD-2-Clause
// Saves the bytes that a plan overwrites, and makes the plan that restores them.
#include "disk/install/backup.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace backup {

namespace {

// A sector is written as a whole or not at all, so each 512 bytes are either the old or the new ones.
void check_unchanged(Change const& change, Bytes now)
{
    for (std::size_t at = 0; at < now.size();) {
        auto const size = std::min<std::size_t>(now.size() - at, sector_size - (change.offset + at) % sector_size);
        auto const is = [&](Bytes bytes) { return std::memcmp(&now[at], &bytes[at], size) == 0; };
        if (!is(change.before) && !is(change.after))
            throw Refusal("bytes " + std::to_string(change.offset + at) + " to " +
                              std::to_string(change.offset + at + size - 1) +
                              " are neither what was installed nor what was there before: somebody has changed them",
                          "if another loader was installed since, it needs them: leave it as it is");
        at += size;
    }
}

// True if the entry still names the same file. Ignores times, which systems may have changed.
bool is_same_file(Bytes one, Bytes other)
{
    auto const &a = overlay<fat::DirectoryEntry>(one.data()), &b = overlay<fat::DirectoryEntry>(other.data());
    return std::ranges::equal(a.DIR_Name, b.DIR_Name) && a.DIR_FstClusHI == b.DIR_FstClusHI &&
           a.DIR_FstClusLO == b.DIR_FstClusLO && a.DIR_FileSize == b.DIR_FileSize;
}

// Restores an end-of-directory mark as a deleted entry, because other files may have been added behind it.
std::vector<std::byte> entry_before(Change const& change)
{
    auto bytes = change.before;
    if (bytes[0] == std::byte{fat::end_of_directory})
        bytes[0] = std::byte{fat::deleted_entry};
    return bytes;
}

// The bytes that restore the old directory entry; empty if it is already restored.
std::vector<std::byte> undo_entry(Change const& change, Bytes now)
{
    if (std::ranges::equal(now, change.before) || std::ranges::equal(now, entry_before(change)))
        return {};
    if (!is_same_file(now, change.after))
        throw Refusal("the directory entry at byte " + words::decimal(change.offset) +
                          " is not that of the file that was installed: somebody moved or deleted the file",
                      "install again, and then uninstall with the newer backup");
    return entry_before(change);
}

// The bytes that add the installed amount back to a count; empty if there is nothing to add. An unknown count (all bits
// set) is not changed. `is_installed`: the file still occupies the clusters that were subtracted.
std::vector<std::byte> undo_count(Change const& change, Bytes now, bool is_installed)
{
    auto const number = [](Bytes bytes) { return std::uint32_t{*read_at<Le32>(bytes, 0)}; };
    constexpr std::uint32_t unknown = 0xFFFF'FFFF;
    if (number(now) == number(change.after))
        return change.before;
    if (number(now) == number(change.before) || number(now) == unknown || !is_installed)
        return {};
    Le32 const count = number(now) + number(change.before) - number(change.after);
    auto const bytes = std::as_bytes(std::span(&count, 1));
    return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> undo_sectors(Change const& change, Bytes now)
{
    check_unchanged(change, now);
    return std::ranges::equal(now, change.before) ? std::vector<std::byte>{} : change.before;
}

// The bytes that undo this change; empty if it is already undone.
std::vector<std::byte> undo_bytes(Backup const& backup, Change const& change, BlockDevice& disk)
{
    auto const now = [&](Change const& of) { return read_range(disk, of.offset, of.before.size()); };
    auto const is_installed = [&](Change const& other) {
        return other.step == change.step && other.undo == plan::Undo::old_bytes && now(other) != other.before;
    };
    switch (change.undo) {
    case plan::Undo::delete_entry: return undo_entry(change, now(change));
    case plan::Undo::add_back:
        return undo_count(change, now(change), std::ranges::any_of(backup.changes, is_installed));
    case plan::Undo::old_bytes: break;
    }
    return undo_sectors(change, now(change));
}

} // namespace

Backup make(plan::Plan const& plan, target::Target const& target, BlockDevice& disk)
{
    Backup backup{disk.sector_count() * disk.bytes_per_sector(), disk.bytes_per_sector(), {}, {}};
    for (auto const& witness : target.witnesses)
        backup.witnesses.push_back({witness.offset, read_range(disk, witness.offset, witness.size)});
    std::uint32_t number = 0;
    for (auto const& step : plan.steps) {
        ++number;
        for (auto const& piece : step.pieces)
            backup.changes.push_back(
                {number, piece.offset, read_range(disk, piece.offset, piece.bytes.size()), piece.bytes, piece.undo});
    }
    return backup;
}

plan::Plan undo(Backup const& backup, BlockDevice& disk)
{
    constexpr auto other_disk = "look at the other disks: lsblk -o NAME,SIZE,MODEL";
    auto const bytes = disk.sector_count() * disk.bytes_per_sector();
    if (bytes != backup.disk_bytes)
        throw Refusal("the backup is of a disk of " + words::decimal(backup.disk_bytes) + " bytes, this one has " +
                          words::decimal(bytes),
                      other_disk);
    for (auto const& witness : backup.witnesses)
        if (read_range(disk, witness.offset, witness.bytes.size()) != witness.bytes)
            throw Refusal("the backup is of another disk: its identity at byte " + words::decimal(witness.offset) +
                              " is not the one that was kept",
                          other_disk);
    plan::Plan plan{};
    std::uint32_t step = 0;
    for (auto change = backup.changes.rbegin(); change != backup.changes.rend(); ++change) {
        auto restored = undo_bytes(backup, *change, disk);
        if (restored.empty())
            continue;
        if (change->step != step)
            plan.steps.push_back({"as it was before", {}});
        step = change->step;
        plan.steps.back().pieces.push_back({change->offset, std::move(restored), change->undo});
    }
    return plan;
}

} // namespace backup
