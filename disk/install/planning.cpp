// Finds a place for stage 2 in the room, tells stage 1 of it, and cuts both into the pieces that are ours to write.
#include "disk/install/plan.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/foreign.hpp"
#include "include/layout.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace plan {

namespace {

using boot_code::Sector;
using boot_code::Told;
using stages::Stages;
using survey::Survey;
using target::Target;

// What a stage 1 of ours that is there now has been told.
std::optional<Told> present(Survey const& survey, Target const& target, Stages const& stages, BlockDevice& disk)
{
    auto const sector = read_range(disk, target.record.value * survey.sector_bytes, sector_size);
    return stages.told_to(sector, target.is_boot_record);
}

// What of stage 2 goes there: all of it, or the core alone where there is no room for the annex.
Bytes content_for(Target const& target, Stages const& stages, std::uint32_t sector_bytes)
{
    Bytes const all{stages.stage2};
    return target.room.sectors * sector_bytes >= all.size() ? all : all.first(stages.core_size());
}

void check_room(Survey const& survey, Target const& target, Stages const& stages)
{
    auto const& room = target.room;
    auto const needed = content_for(target, stages, survey.sector_bytes).size() / survey.sector_bytes;
    if (stages.core_size() % survey.sector_bytes != 0 || stages.stage2.size() % survey.sector_bytes != 0)
        throw Refusal("stage 2 has " + words::decimal(stages.stage2.size()) + " bytes, not whole sectors of " +
                          words::decimal(survey.sector_bytes),
                      "build the loader again with `make`");
    if (room.sectors < needed)
        throw Refusal("stage 2 needs " + words::count(needed, "sector") + ", and there are " +
                          words::decimal(room.sectors) + " in " + room.name,
                      room.hint);
    if (room.first.value + room.sectors > std::numeric_limits<std::uint32_t>::max())
        throw Refusal(room.name + " starts at LBA " + words::decimal(room.first.value) +
                          ", and stage 1 knows 32 bits of it",
                      "use a partition within the first 2^32 sectors");
    for (auto const& partition : survey.partitions)
        if (partition.number != target.partition && !mbr::is_extended(partition) &&
            partition.first < room.first + needed && room.first < partition.first + partition.sectors)
            throw Refusal("partition " + words::decimal(partition.number) + " overlaps " + room.name,
                          "look at the table with fdisk -l");
}

// What a boot record is told of a drive whose geometry the BIOS does not know: what its volume says, if that can be. An
// MBR, whose disk may have volumes of several opinions, keeps the geometry that nearly all disks are given.
void tell_geometry(Told& told, Target const& target, std::uint32_t sector_bytes, BlockDevice& disk)
{
    if (!target.is_boot_record)
        return;
    auto const bytes = read_range(disk, target.record.value * sector_bytes, sector_size);
    auto const& volume = overlay<fat::BootSector>(bytes.data());
    if (volume.BPB_SecPerTrk == 0 || volume.BPB_SecPerTrk > 63 || volume.BPB_NumHeads == 0 || volume.BPB_NumHeads > 255)
        return;
    told.sectors_per_track = static_cast<std::uint8_t>(volume.BPB_SecPerTrk);
    told.highest_head = static_cast<std::uint8_t>(volume.BPB_NumHeads - 1);
}

// Beside the stage 2 that is there now, if there is room for both: it works until the new stage 1 is written.
class Places {
public:
    Places(Survey const& survey, Target const& target, Stages const& stages, BlockDevice& disk)
        : room_(target.room),
          stage2_(content_for(target, stages, survey.sector_bytes)),
          disk_(disk),
          sector_bytes_(survey.sector_bytes),
          needed_(stage2_.size() / survey.sector_bytes),
          old_(present(survey, target, stages, disk))
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

    std::optional<Told> const& old() const { return old_; }

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

Piece piece_of(Sector const& sector, std::uint64_t offset, std::size_t begin, std::size_t end)
{
    return {offset + begin, {sector.begin() + begin, sector.begin() + end}};
}

// An MBR keeps what is behind the code. A boot record keeps its volume's parameters, and gets the identity; what boot
// code of others had behind it would look like a partition table.
Step record_step(Sector sector, Target const& target, Lba where, std::uint32_t sector_bytes, std::string what)
{
    auto const offset = where.value * sector_bytes;
    if (!target.is_boot_record)
        return {std::move(what), {piece_of(sector, offset, 0, boot_code::code_end)}};
    Le32 const identity = target.identity;
    std::memcpy(&sector[boot_code::identity], &identity, sizeof identity);
    std::fill(sector.begin() + boot_code::identity_end, sector.begin() + boot_code::table_end, std::byte{});
    return {std::move(what),
            {piece_of(sector, offset, 0, boot_code::jump_end),
             piece_of(sector, offset, boot_code::code_begin, boot_code::table_end)}};
}

// Whether FAT32's copy of the boot sector is one: else it is not for us to mend.
bool is_copy(Target const& target, std::uint32_t sector_bytes, BlockDevice& disk)
{
    constexpr auto begin = offsetof(fat::BootSector, BPB_BytsPerSec), end = offsetof(fat::BootSector, BS_DrvNum);
    auto const parameters = [&](Lba lba) { return read_range(disk, lba.value * sector_bytes + begin, end - begin); };
    return target.copy && parameters(*target.copy) == parameters(target.record);
}

void drop_what_is_there(Plan& plan, BlockDevice& disk)
{
    for (auto& step : plan.steps)
        std::erase_if(step.pieces, [&](Piece const& piece) {
            return read_range(disk, piece.offset, piece.bytes.size()) == piece.bytes;
        });
    std::erase_if(plan.steps, [](Step const& step) { return step.pieces.empty(); });
}

} // namespace

Plan make(Survey const& survey, Target const& target, Stages const& stages, BlockDevice& disk, bool overwrite_others)
{
    check_room(survey, target, stages);
    Places const places(survey, target, stages, disk);
    auto const place = places.best();
    auto const offset = place.value * survey.sector_bytes;
    auto const content = content_for(target, stages, survey.sector_bytes);
    if (auto const owner = foreign::owner(disk, offset, content); owner && !overwrite_others)
        throw Refusal("where stage 2 would go, in " + target.room.name + ", there is " + *owner,
                      "is it still needed? If not: --overwrite-other-loader (the old sectors are kept in a file)");
    auto const first = static_cast<std::uint32_t>(place.value);
    Told told{first, target.is_boot_record ? static_cast<std::uint32_t>(place - target.record) : first,
              static_cast<std::uint8_t>(stages.core_size() / survey.sector_bytes),
              static_cast<std::uint16_t>(survey.sector_bytes)};
    tell_geometry(told, target, survey.sector_bytes, disk);
    told.like_microsofts = places.old() && places.old()->like_microsofts;
    auto const sector = stages.stage1.told(told);
    Plan plan{.told = told,
              .steps = {{"stage 2, from LBA " + words::decimal(place.value) + " on",
                         {{offset, {content.begin(), content.end()}}}}},
              .has_annex = content.size() == stages.stage2.size()};
    if (is_copy(target, survey.sector_bytes, disk))
        plan.steps.push_back(record_step(sector, target, *target.copy, survey.sector_bytes, "FAT32's copy of stage 1"));
    plan.steps.push_back(record_step(sector, target, target.record, survey.sector_bytes, "stage 1"));
    drop_what_is_there(plan, disk);
    return plan;
}

} // namespace plan
