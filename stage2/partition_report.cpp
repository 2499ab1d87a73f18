// One line for each partition: number, type, size, and what its first sectors look like.
#include "stage2/partition_report.hpp"

#include "include/text.hpp"
#include "stage2/console.hpp"
#include "stage2/formats/fat.hpp"
#include "stage2/formats/mbr.hpp"
#include "stage2/formats/volume_kind.hpp"

#include <string_view>

namespace partition_report {

namespace {

using errors::Code;

constexpr std::size_t most_lines = 16;      // the screen has 25, and the error wants some

std::string_view look(DiskSectors const& disk, Partition const& partition)
{
    if (mbr::is_extended(partition))
        return "logical partitions";
    disk.cover(partition.first, partition.sectors);
    auto const kind = volume_kind::of(disk.cache);
    if (kind != volume_kind::fat_name)
        return kind;
    auto const volume = fat::Volume::open(disk.cache);
    return volume ? "FAT32" : "FAT, damaged";
}

void tell(Partition const& partition, std::string_view kind, std::uint32_t shift)
{
    text::Sentence line;
    line.decimal(partition.number) << ": ";
    if (partition.type_name != nullptr)
        line << partition.type_name;
    else if (partition.table == Partition::Table::gpt)
        line.hex(partition.type, 8);
    else
        line.hex(partition.type, 2) << 'h';
    line << ", ";
    line.size(partition.sectors << shift) << ", " << kind;
    console::note(line.view());
}

} // namespace

Error why_none(DiskSectors const& disk, PartitionList& partitions, std::uint8_t drive, std::uint32_t volumes)
{
    std::size_t lines = 0;
    std::uint32_t candidates = 0;
    Partition const* exfat = nullptr;
    for (auto const& partition : partitions.all()) {
        if (++lines > most_lines) {
            console::note("…");
            break;
        }
        auto const kind = look(disk, partition);
        tell(partition, kind, disk.shift);
        bool const is_exfat = kind == volume_kind::exfat_name;
        candidates += is_exfat || partition.rank != Partition::unfit;
        if (is_exfat)
            exfat = &partition;
    }
    if (volumes != 0)
        return {Code::nothing_to_boot, {volumes, drive}};
    if (exfat != nullptr && candidates == 1)
        return {Code::only_exfat, {exfat->number}};
    if (partitions.size() != 0)
        return {Code::no_fat_partition, {drive, partitions.size()}};
    disk.cache.cover(0, 1ull << 32);            // no table: what does the disk itself look like?
    return {Code::partition_table_invalid, {}, volume_kind::of(disk.cache)};
}

} // namespace partition_report
