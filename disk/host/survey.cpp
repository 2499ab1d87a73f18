// SPDX-License-Identifier: BSD-2-Clause
// Reads sector 0, the tables of logical partitions, and the GPT.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1), "GUID Partition Table (GPT) Disk Layout" (5.3).
#include "disk/host/survey.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "include/units.hpp"
#include "stage2/partitions/gpt.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/volumes/fat/structures.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

namespace survey {

namespace {

using Sector = std::array<std::byte, sector_size>;

constexpr auto repair_table = "look at the table with fdisk -l or gdisk -l, and repair it there";
constexpr auto make_disk =
    "partition and format it first (fdisk, mkfs.fat), or write farjump's whole image (make usb); "
    "either erases what is on it";

bool ends_as_boot_sector(BlockDevice& disk, std::uint64_t offset)
{
    Sector sector;
    return disk.read(offset, sector) && mbr::disk_signature(sector).has_value();
}

bool has_gpt_header(BlockDevice& disk, std::uint64_t offset)
{
    std::array<char, 8> found;
    return disk.read(offset, std::as_writable_bytes(std::span(found))) &&
           std::string_view(found.data(), found.size()) == "EFI PART";
}

// A table with partitions beyond the disk's end is another disk's, or the image was truncated. Entries of type 0 are
// not checked: old tools leave any numbers in them.
void check_ends(PartitionList& list, std::uint64_t disk_sectors)
{
    for (auto const& partition : list) {
        if (partition.type == 0 && partition.table == Partition::Table::mbr)
            continue;
        auto const end = partition.first.value + partition.sectors;
        auto const words = "the table's partition " + words::decimal(partition.number);
        if (partition.sectors == 0)
            throw Refusal(words + ", from LBA " + words::decimal(partition.first.value) +
                              " on, leaves the usable sectors",
                          repair_table);
        if (end > disk_sectors)
            throw Refusal(words + " ends at LBA " + words::decimal(end - 1) + ", the disk at " +
                              words::decimal(disk_sectors - 1),
                          repair_table);
    }
}

void list_mbr(Bytes sector0, DiskSectors const& sectors, PartitionList& list)
{
    mbr::list_primary(sector0, list);
    check_ends(list, sectors.cache.sector_count());
    auto const primary = list.size();
    for (std::size_t i = 0; i < primary; ++i)
        if (auto const extended = list.begin()[i]; mbr::is_extended(extended))
            or_refuse(mbr::list_logical(sectors, extended, list), repair_table);
}

void list_gpt(DiskSectors const& sectors, PartitionList& list)
{
    Lba backup;
    or_refuse(gpt::read(sectors, gpt::primary_header, list, backup),
              "nothing is installed on a damaged table, though the loader would use the backup: repair it with gdisk");
}

// Finds the disk's kind, and adds its partitions to the list.
Kind list_all(Bytes sector0, DiskSectors const& sectors, PartitionList& list)
{
    if (mbr::holds_table(sector0)) {
        auto const kind = mbr::gpt_disk_end(sector0) != 0 ? Kind::gpt : Kind::mbr;
        kind == Kind::gpt ? list_gpt(sectors, list) : list_mbr(sector0, sectors, list);
        check_ends(list, sectors.cache.sector_count());
        return kind;
    }
    if (!volume_kind::looks_like_fat(sector0.data()))
        throw Refusal("the disk has no partition table and no FAT volume from sector 0 on; it looks " +
                          std::string(volume_kind::of(sectors)),
                      make_disk);
    list.add() = {.first = {0},
                  .sectors = sectors.cache.sector_count(),
                  .type = 0,
                  .type_name = nullptr,
                  .number = 0,
                  .table = Partition::Table::none,
                  .rank = 0};
    return Kind::volume;
}

} // namespace

std::uint32_t guess_sector_bytes(BlockDevice& image, std::uint64_t size)
{
    Sector sector0;
    if (size < sector_size || !image.read(0, sector0) || !mbr::disk_signature(sector0))
        return sector_size;
    if (!mbr::holds_table(sector0)) {
        std::uint32_t const bytes = overlay<fat::BootSector>(sector0.data()).BPB_BytsPerSec;
        return is_sector_size(bytes) ? bytes : sector_size;
    }
    PartitionList partitions;
    partitions.clear();
    mbr::list_primary(sector0, partitions);
    for (auto bytes = sector_size; bytes <= largest_sector_size; bytes *= 2) {
        if (mbr::gpt_disk_end(sector0) != 0 && has_gpt_header(image, bytes))
            return bytes;
        for (auto const& partition : partitions)
            if (mbr::gpt_disk_end(sector0) == 0 && ends_as_boot_sector(image, partition.first.value * bytes))
                return bytes;
    }
    return sector_size;
}

Survey of(BlockDevice& disk)
{
    Survey survey{};
    survey.sector_bytes = disk.bytes_per_sector();
    survey.sectors = disk.sector_count();
    if (survey.sectors == 0)
        throw Refusal("the disk has less than one sector of " + words::decimal(survey.sector_bytes) + " bytes",
                      "name a disk, or an image of one");
    or_refuse(disk.read(0, survey.sector0));
    survey.disk_signature = or_refuse(mbr::disk_signature(survey.sector0), make_disk);

    std::vector<std::byte> memory(DiskCache::memory_needed);
    DiskCache cache(disk, memory, 0, survey.sectors * survey.sector_bytes);
    auto const list = std::make_unique<PartitionList>();
    list->clear();
    survey.kind =
        list_all(survey.sector0, {cache, static_cast<std::uint32_t>(std::countr_zero(survey.sector_bytes))}, *list);
    survey.partitions.assign(list->begin(), list->end());
    return survey;
}

Partition const& partition(Survey const& survey, std::uint32_t number)
{
    auto const found = std::ranges::find(survey.partitions, number, &Partition::number);
    if (found == survey.partitions.end())
        throw Refusal("the disk has no partition " + words::decimal(number), "fdisk -l lists those it has");
    return *found;
}

} // namespace survey
