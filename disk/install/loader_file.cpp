// SPDX-License-Identifier: BSD-2-Clause
// Adds the loader's file to a FAT volume, as pieces of a plan: clusters first, then the FATs, then the directory entry.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
#include "disk/install/loader_file.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/boot_code.hpp"
#include "disk/install/directory_slot.hpp"
#include "disk/install/fat_on_disk.hpp"
#include "disk/install/fat_table.hpp"
#include "stage2/volumes/fat/directory.hpp"
#include "stage2/volumes/fat/path.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>

namespace loader_file {

namespace {

using directory_slot::Slot;
using fat::DirectoryEntry, fat::Extent, fat::Geometry;
using plan::Piece, plan::Site, plan::Step;
using survey::Survey;

constexpr directory_slot::ShortName short_name{'F', 'A', 'R', 'J', 'U', 'M', 'P', ' ', 'S', 'Y', 'S'};
constexpr auto check_volume = "check the volume with fsck.fat";

// A directory that may contain the file.
struct Home {
    std::string path; // of the file
    std::uint32_t directory;
};

struct Existing {
    Home home;
    Slot slot;
    std::vector<Extent> extents;

    // True if a file of so many clusters can lie in its place, in one piece.
    bool has_room_for(std::uint32_t clusters) const
    {
        return extents.size() == 1 && extents[0].cluster_count >= clusters;
    }
};

// /boot first, if it exists.
std::vector<Home> homes(FatOnDisk const& volume)
{
    std::vector<Home> homes;
    auto const boot = fat::find(volume.geometry(), "/boot");
    if (boot && boot->is_directory)
        homes.push_back({"/boot/farjump.sys", boot->start});
    else if (!boot && !is_absence(boot.error()))
        throw Refusal(boot.error(), check_volume);
    homes.push_back({"/farjump.sys", volume.geometry().root_cluster});
    return homes;
}

[[noreturn]] void refuse_as_foreign(FatOnDisk const& volume, Home const& home)
{
    throw Refusal(home.path + " on " + volume.name() + " is not a file of the loader's", "rename or delete it");
}

std::uint32_t clusters_for(FatOnDisk const& volume, std::uint64_t bytes)
{
    auto const& at = volume.geometry();
    return static_cast<std::uint32_t>(round_up(bytes, at.cluster_size()) >> at.cluster_shift);
}

std::optional<Existing> find(FatOnDisk const& volume, FatTable& table)
{
    for (auto const& home : homes(volume)) {
        auto const slot = directory_slot::find(volume, home.directory, short_name);
        if (!slot)
            continue;
        auto const first = fat::first_cluster_of(volume.geometry(), slot->entry);
        auto const clusters = clusters_for(volume, slot->entry.DIR_FileSize);
        if ((slot->entry.DIR_Attr & fat::ATTR_DIRECTORY) != 0 || !volume.geometry().has_cluster(first) || clusters == 0)
            refuse_as_foreign(volume, home);
        return Existing{home, *slot, table.chain_from(first, clusters)};
    }
    return std::nullopt;
}

void refuse_if_not_ours(FatOnDisk const& volume, Existing const& existing)
{
    auto const first = existing.extents.front().first_cluster;
    auto const start = read_range(volume.disk(), volume.geometry().offset_of(first), 4096);
    if (!boot_code::starts_stage2(start))
        refuse_as_foreign(volume, existing.home);
}

std::string describe(FatOnDisk const& volume, std::string const& path)
{
    return "the file " + path + " on " + volume.name();
}

// Stage 2, padded with zeros to the end of its last cluster. On FAT12 the number of clusters is even: see
// FatTable::find_free.
std::vector<std::byte> padded(FatOnDisk const& volume, Bytes stage2)
{
    auto const clusters = clusters_for(volume, stage2.size());
    auto const whole = volume.geometry().type == fat::Type::fat12 ? round_up(clusters, 2) : clusters;
    std::vector<std::byte> content(stage2.begin(), stage2.end());
    content.resize(std::size_t{whole} << volume.geometry().cluster_shift);
    return content;
}

// The entry of a new file. Times: "Date and Time Formats".
DirectoryEntry new_entry()
{
    DirectoryEntry entry{};
    std::ranges::copy(short_name, entry.DIR_Name);
    entry.DIR_Attr = fat::ATTR_READ_ONLY | fat::ATTR_HIDDEN | fat::ATTR_SYSTEM;
    entry.DIR_NTRes = fat::lower_case_base | fat::lower_case_extension;
    auto const now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    Le16 const date =
        static_cast<std::uint16_t>(std::max(local.tm_year - 80, 0) << 9 | (local.tm_mon + 1) << 5 | local.tm_mday);
    Le16 const time = static_cast<std::uint16_t>(local.tm_hour << 11 | local.tm_min << 5 | local.tm_sec / 2);
    entry.DIR_CrtDate = entry.DIR_WrtDate = entry.DIR_LstAccDate = date;
    entry.DIR_CrtTime = entry.DIR_WrtTime = time;
    return entry;
}

Piece entry_piece(FatOnDisk const& volume, Slot const& slot, Extent extent)
{
    auto entry = slot.entry;
    entry.DIR_FstClusLO = static_cast<std::uint16_t>(extent.first_cluster);
    if (volume.geometry().type == fat::Type::fat32)
        entry.DIR_FstClusHI = static_cast<std::uint16_t>(extent.first_cluster >> 16);
    entry.DIR_FileSize = extent.cluster_count << volume.geometry().cluster_shift;
    auto const bytes = std::as_bytes(std::span(&entry, 1));
    return {slot.offset, {bytes.begin(), bytes.end()}, plan::Undo::delete_entry};
}

Slot free_slot(FatOnDisk const& volume, Home& home)
{
    for (auto const& candidate : homes(volume))
        if (auto const slot = directory_slot::find_free(volume, candidate.directory)) {
            home = candidate;
            return {slot->offset, new_entry()};
        }
    throw Refusal("there is no room for another file in /boot and in the root directory of " + volume.name(),
                  "delete a file there that is not needed");
}

// FAT32 keeps the number of free clusters in FSInfo ("FS Info Sector Structure"). An unknown number is not changed.
void take_from_free_count(FatOnDisk const& volume, std::int64_t clusters, std::vector<Piece>& pieces)
{
    using fat::FileSystemInfo;
    auto const& boot = volume.boot();
    if (volume.geometry().type != fat::Type::fat32 || boot.BPB_FSInfo == 0 || boot.BPB_FSInfo >= boot.BPB_RsvdSecCnt)
        return;
    auto const sector = volume.geometry().cache->begin() + std::uint64_t{boot.BPB_FSInfo} * boot.BPB_BytsPerSec;
    auto const bytes = read_range(volume.disk(), sector, sizeof(FileSystemInfo));
    auto const& info = overlay<FileSystemInfo>(bytes.data());
    std::int64_t const known = std::uint32_t{info.FSI_Free_Count};
    if (info.FSI_LeadSig != FileSystemInfo::lead_signature ||
        info.FSI_StrucSig != FileSystemInfo::structure_signature || known > volume.geometry().cluster_count() ||
        known < clusters)
        return;
    Le32 const left = static_cast<std::uint32_t>(known - clusters);
    auto const changed = std::as_bytes(std::span(&left, 1));
    pieces.push_back(
        {sector + offsetof(FileSystemInfo, FSI_Free_Count), {changed.begin(), changed.end()}, plan::Undo::add_back});
}

std::string clusters_of(Extent extent)
{
    return words::decimal(extent.first_cluster) + " to " +
           words::decimal(extent.first_cluster + extent.cluster_count - 1);
}

std::vector<std::byte> read_clusters(FatOnDisk const& volume, Extent extent)
{
    auto const& at = volume.geometry();
    return read_range(volume.disk(), at.offset_of(extent.first_cluster),
                      std::size_t{extent.cluster_count} << at.cluster_shift);
}

} // namespace

Site place(Survey const& survey, Partition const& partition, Bytes stage2, BlockDevice& disk)
{
    FatOnDisk const volume(survey, partition, disk);
    FatTable table(volume);
    volume.check_sector_size();
    if (table.is_marked_dirty())
        throw Refusal(volume.name() + " was not cleanly unmounted", std::string(check_volume) + " -a");
    auto content = padded(volume, stage2);
    auto const clusters = clusters_for(volume, content.size());
    auto const existing = find(volume, table);
    if (existing)
        refuse_if_not_ours(volume, *existing);

    bool const fits_in_place = existing && existing->has_room_for(clusters);
    if (fits_in_place) {
        auto const old = read_clusters(volume, existing->extents[0]);
        if (std::ranges::equal(Bytes(old).first(content.size()), content))
            return {.first = volume.lba_of(existing->extents[0].first_cluster),
                    .name = describe(volume, existing->home.path)};
    }

    auto const extent = table.find_free(clusters);
    if (!extent && !fits_in_place)
        throw Refusal("no " + words::count(clusters, "neighbouring cluster") + " of " +
                          words::size(volume.geometry().cluster_size()) + " are free on " + volume.name(),
                      "delete files there that are not needed");

    Home home = existing ? existing->home : Home{};
    auto const slot = existing ? existing->slot : free_slot(volume, home);
    auto const first = extent ? extent->first_cluster : existing->extents[0].first_cluster;
    Site site{.first = volume.lba_of(first), .name = describe(volume, home.path)};
    auto& before = site.before_stage1;
    before.push_back({"stage 2 as " + home.path + ", from LBA " + words::decimal(site.first.value) + " on",
                      {{volume.geometry().offset_of(first), std::move(content)}}});
    if (!extent)
        return site;

    Step fats{"the FATs: clusters " + clusters_of(*extent) + " are the file's", {}};
    table.make_chain(*extent, fats.pieces);
    std::int64_t freed = 0;
    if (existing) {
        Step old{"the FATs: the clusters of the old " + home.path + " are free", {}};
        table.make_free(existing->extents, old.pieces);
        site.after_stage1.push_back(std::move(old));
        for (auto const& each : existing->extents)
            freed += each.cluster_count;
    }
    take_from_free_count(volume, std::int64_t{clusters} - freed, fats.pieces);
    before.push_back(std::move(fats));
    before.push_back({"the directory entry of " + home.path, {entry_piece(volume, slot, *extent)}});
    return site;
}

std::optional<std::string> containing(Survey const& survey, Lba first, std::uint64_t bytes, BlockDevice& disk)
{
    for (auto const& partition : survey.partitions) {
        if (first < partition.first || first.value >= partition.first.value + partition.sectors)
            continue;
        auto const opened = FatOnDisk::open_if_readable(survey, partition, disk);
        if (opened == nullptr)
            continue; // the partition is stage 2's own
        auto const& volume = *opened;
        auto const offset = first.value * survey.sector_bytes;
        auto const& at = volume.geometry();
        if (offset < at.data_offset || offset >= at.offset_of(at.last_cluster + 1))
            continue;
        FatTable table(volume);
        auto const existing = find(volume, table);
        auto const where = "stage 2 lies at LBA " + words::decimal(first.value) + ", among the clusters of " +
                           volume.name() + ", but ";
        constexpr auto install_again = "put it there again: farjump-install DISK";
        if (!existing)
            throw Refusal(where + "/boot/farjump.sys is not there: somebody deleted it", install_again);
        auto const& extents = existing->extents;
        if (volume.lba_of(extents[0].first_cluster) != first || extents[0].cluster_count < clusters_for(volume, bytes))
            throw Refusal(where + existing->home.path + " starts at LBA " +
                              words::decimal(volume.lba_of(extents[0].first_cluster).value) + " with " +
                              words::count(extents[0].cluster_count, "cluster") + " in one piece: somebody moved it",
                          install_again);
        return describe(volume, existing->home.path);
    }
    return std::nullopt;
}

} // namespace loader_file
