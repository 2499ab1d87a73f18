// SPDX-License-Identifier: BSD-2-Clause
// Writes the LBA of stage 2 into stage 1's operands, and divides stage 1 into the pieces to be written.
#include "disk/install/plan.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/site.hpp"
#include "include/boot_sector.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>

namespace plan {

namespace {

using boot_code::Sector;
using boot_code::Told;
using target::Target;

void check_whole_sectors(Request const& request)
{
    auto const bytes = request.stages.stage2.size(), sector_bytes = std::size_t{request.survey.sector_bytes};
    if (request.stages.core_size() % sector_bytes != 0 || bytes % sector_bytes != 0)
        throw Refusal("stage 2 has " + words::decimal(bytes) + " bytes, not whole sectors of " +
                          words::decimal(sector_bytes),
                      "build the loader again with `make`");
}

// The geometry for a drive that the BIOS reports none for. A boot record gets the one of its volume, if that is valid.
// An MBR, whose disk may have volumes with different geometries, keeps the one that nearly all disks have.
void tell_geometry(Told& told, Request const& request, BlockDevice& disk)
{
    if (!request.target.is_boot_record)
        return;
    auto const bytes = read_range(disk, request.target.record.value * request.survey.sector_bytes, sector_size);
    auto const& volume = overlay<fat::BootSector>(bytes.data());
    if (volume.BPB_SecPerTrk == 0 || volume.BPB_SecPerTrk > 63 || volume.BPB_NumHeads == 0 || volume.BPB_NumHeads > 255)
        return;
    told.sectors_per_track = static_cast<std::uint8_t>(volume.BPB_SecPerTrk);
    told.highest_head = static_cast<std::uint8_t>(volume.BPB_NumHeads - 1);
}

Piece piece_of(Sector const& sector, std::uint64_t offset, std::size_t begin, std::size_t end)
{
    return {offset + begin, {sector.begin() + begin, sector.begin() + end}};
}

// In an MBR, the bytes behind the code are kept. In a boot record, the volume's parameters are kept, the identity is
// set, and the bytes up to the end of the table are cleared: old boot code there would look like a partition table.
Step record_step(Sector sector, Request const& request, Lba where, std::string what)
{
    auto const offset = where.value * request.survey.sector_bytes;
    if (!request.target.is_boot_record)
        return {std::move(what), {piece_of(sector, offset, 0, boot_code::code_end)}};
    Le32 const identity = request.target.identity;
    std::memcpy(&sector[boot_code::identity], &identity, sizeof identity);
    std::fill(sector.begin() + boot_code::identity_end, sector.begin() + boot_code::table_end, std::byte{});
    return {std::move(what),
            {piece_of(sector, offset, 0, boot_code::jump_end),
             piece_of(sector, offset, boot_code::code_begin, boot_code::table_end)}};
}

// True if FAT32's copy of the boot sector really is a copy. If not, the installer does not repair it.
bool is_copy(Request const& request, BlockDevice& disk)
{
    constexpr auto begin = offsetof(fat::BootSector, BPB_BytsPerSec), end = offsetof(fat::BootSector, BS_DrvNum);
    auto const parameters = [&](Lba lba) {
        return read_range(disk, lba.value * request.survey.sector_bytes + begin, end - begin);
    };
    auto const& target = request.target;
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

std::optional<Told> Request::installed(BlockDevice& disk) const
{
    auto const sector = read_range(disk, target.record.value * survey.sector_bytes, sector_size);
    return stages.told_to(sector, target.is_boot_record);
}

Plan make(Request const& request, BlockDevice& disk)
{
    auto const& target = request.target;
    auto const sector_bytes = request.survey.sector_bytes;
    check_whole_sectors(request);
    Plan plan{};
    auto site = site::choose(request, disk);
    if (site.first.value > std::numeric_limits<std::uint32_t>::max())
        throw Refusal(site.name + " starts at LBA " + words::decimal(site.first.value) +
                          ", and stage 1 knows 32 bits of it",
                      "use a partition within the first 2^32 sectors");
    auto const first = static_cast<std::uint32_t>(site.first.value);
    Told told{first, target.is_boot_record ? static_cast<std::uint32_t>(site.first - target.record) : first,
              static_cast<std::uint8_t>(request.stages.core_size() / sector_bytes),
              static_cast<std::uint16_t>(sector_bytes)};
    tell_geometry(told, request, disk);
    auto const old = request.installed(disk);
    told.like_microsofts = old && old->like_microsofts;
    auto sector = request.stages.stage1.told(told);
    if (old) // an update keeps the image builder's number, which depends on the volume and not on the build
        sector[boot_sector::first_read] =
            read_range(disk, target.record.value * sector_bytes + boot_sector::first_read, 1).front();
    plan.place = site.name;
    plan.notes = std::move(site.notes);
    plan.steps = std::move(site.before_stage1);
    if (is_copy(request, disk))
        plan.steps.push_back(record_step(sector, request, *target.copy, "FAT32's copy of stage 1"));
    plan.steps.push_back(record_step(sector, request, target.record, "stage 1"));
    std::ranges::move(site.after_stage1, std::back_inserter(plan.steps));
    drop_what_is_there(plan, disk);
    return plan;
}

} // namespace plan
