// SPDX-License-Identifier: BSD-2-Clause
// Finds a place for stage 2, beside the installed one if there is room for both.
#include "disk/install/site.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/fat_on_disk.hpp"
#include "disk/install/foreign.hpp"
#include "disk/install/loader_file.hpp"
#include "disk/install/loader_view.hpp"
#include "stage2/partitions/mbr.hpp"

#include <algorithm>
#include <optional>

namespace site {

namespace {

using boot_code::Told;
using plan::Request, plan::Site;

bool has_room_for(Request const& request, std::uint64_t bytes)
{
    return request.target.room.sectors >= bytes / request.survey.sector_bytes;
}

void check_room(Request const& request, Bytes content)
{
    auto const& room = request.target.room;
    auto const needed = content.size() / request.survey.sector_bytes;
    for (auto const& partition : request.survey.partitions)
        if (partition.number != request.target.partition && !mbr::is_extended(partition) &&
            partition.first < room.first + needed && room.first < partition.first + partition.sectors)
            throw Refusal("partition " + words::decimal(partition.number) + " overlaps " + room.name,
                          "look at the table with fdisk -l");
}

// Chooses a place beside the installed stage 2, if there is room for both: the old one boots until the new stage 1 is
// written.
class Places {
public:
    Places(Request const& request, Bytes stage2, BlockDevice& disk)
        : room_(request.target.room),
          stage2_(stage2),
          disk_(disk),
          sector_bytes_(request.survey.sector_bytes),
          needed_(stage2_.size() / sector_bytes_),
          old_(request.installed(disk))
    {}

    Lba best() const
    {
        if (!old_)
            return room_.first;
        if (fits({old_->first}) &&
            std::ranges::equal(read_range(disk_, offset({old_->first}), stage2_.size()), stage2_))
            return {old_->first};
        constexpr std::size_t spare_distance = 128 << 10; // bytes
        auto const spare = room_.first + round_up(stage2_.size(), spare_distance) / sector_bytes_;
        for (auto const place : {room_.first, spare})
            if (fits(place) && !is_in_use(place) && !foreign::owner(disk_, offset(place), stage2_))
                return place;
        return room_.first;
    }

private:
    std::uint64_t offset(Lba place) const { return place.value * sector_bytes_; }
    bool fits(Lba place) const { return place >= room_.first && place + needed_ <= room_.first + room_.sectors; }
    bool is_in_use(Lba place) const
    {
        return old_ && place.value < std::uint64_t{old_->first} + old_->sectors && old_->first < place.value + needed_;
    }

    target::Room const& room_;
    Bytes stage2_;
    BlockDevice& disk_;
    std::uint32_t sector_bytes_;
    std::uint64_t needed_;
    std::optional<Told> old_;
};

// Puts all of `content` in the target's room.
Site in_room(Request const& request, Bytes content, BlockDevice& disk)
{
    check_room(request, content);
    auto const place = Places(request, content, disk).best();
    auto const offset = place.value * request.survey.sector_bytes;
    if (auto const owner = foreign::owner(disk, offset, content); owner && !request.overwrite_others)
        throw Refusal("where stage 2 would go, in " + request.target.room.name + ", there is " + *owner,
                      "is it still needed? If not: --overwrite-other-loader (the old sectors are kept in a file)");
    Site site{.first = place, .name = request.target.room.name};
    site.before_stage1.push_back(
        {"stage 2, from LBA " + words::decimal(place.value) + " on", {{offset, {content.begin(), content.end()}}}});
    return site;
}

// The volume that the loader will boot from; if there is nothing to boot yet, the first readable one.
Partition const& volume_for_file(Request const& request, BlockDevice& disk)
{
    auto const& [survey, target, stages, overwrite_others] = request;
    if (target.is_boot_record)
        return survey::partition(survey, target.partition);
    if (auto const view = loader_view::of(disk, target.identity); view.has_kernel)
        return survey::partition(survey, view.partition);
    for (auto const& partition : survey.partitions)
        if (FatOnDisk::open_if_readable(survey, partition, disk) != nullptr)
            return partition;
    throw Refusal("no partition has a FAT volume", "make one: mkfs.fat (that erases the partition)");
}

} // namespace

Site choose(Request const& request, BlockDevice& disk)
{
    auto const& room = request.target.room;
    Bytes const stage2{request.stages.stage2};
    if (has_room_for(request, stage2.size()))
        return in_room(request, stage2, disk);
    auto const shortage = "stage 2 needs " + words::count(stage2.size() / request.survey.sector_bytes, "sector") +
                          ", and there are " + words::decimal(room.sectors) + " in " + room.name;
    try {
        auto site = loader_file::place(request.survey, volume_for_file(request, disk), stage2, disk);
        site.notes = {shortage + ": it becomes a file",
                      "the file must stay where it is: --verify tells whether it was moved, as by a defragmenter"};
        return site;
    } catch (Refusal const& no_file) {
        auto const why = shortage + "; nor can it be a file: " + no_file.what();
        auto const hint = no_file.hint() + "; or " + room.hint;
        if (!has_room_for(request, request.stages.core_size()))
            throw Refusal(why, hint);
        auto site = in_room(request, stage2.first(request.stages.core_size()), disk);
        site.notes = {why,
                      "so the annex is left out, and without it there are no graphics, modules, packed, movable or "
                      "x86-64-v2 kernels; " +
                          hint};
        return site;
    }
}

} // namespace site
