// What a plan takes the place of, and the plan that puts it back.
#include "disk/install/backup.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"

#include <algorithm>
#include <cstring>

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
                {number, piece.offset, read_range(disk, piece.offset, piece.bytes.size()), piece.bytes});
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
        auto const now = read_range(disk, change->offset, change->before.size());
        check_unchanged(*change, now);
        if (now == change->before)
            continue;
        if (change->step != step)
            plan.steps.push_back({"as it was before", {}});
        step = change->step;
        plan.steps.back().pieces.push_back({change->offset, change->before});
    }
    return plan;
}

} // namespace backup
