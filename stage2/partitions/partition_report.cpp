// SPDX-License-Identifier: BSD-2-Clause
// Lists each partition: number, type, size, and the kind of its contents.
#include "stage2/partitions/partition_report.hpp"

#include "include/code_size.hpp"
#include "include/text.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <string_view>

namespace partition_report {

namespace {

using errors::Code;

constexpr std::string_view damaged_fat = "FAT, damaged";

std::string_view look(DiskSectors const& disk, volumes::Room& room, Partition const& partition)
{
    if (mbr::is_extended(partition))
        return "logical partitions";
    static_cast<void>(disk.enter(partition.first, partition.sectors));
    auto const* const kind = volume_kind::of(disk);
    if (kind != volume_kind::fat_name)
        return kind;
    auto const volume = volumes::mount(disk, room);
    return volume && *volume != nullptr ? (*volume)->type_name() : damaged_fat;
}

OUT_OF_LINE void tell(Partition const& partition, std::string_view kind, std::uint32_t shift)
{
    text::Sentence line;
    line.decimal(partition.number) << ": ";
    if (partition.type_name != nullptr)
        line << partition.type_name;
    else
        line.hex(partition.type, partition.table == Partition::Table::gpt ? 8 : 2) << 'h';
    line << ", ";
    line.size(partition.sectors << shift) << ", " << kind;
    console::note(line.view());
}

} // namespace

std::unexpected<Failure> fail(Seen const& seen)
{
    auto const& [found, cache, partitions, room, drive] = seen;
    DiskSectors const disk{cache, found.sector_shift};
    std::uint32_t candidates = 0;
    std::uint32_t exfat = 0;
    std::uint32_t of_other_type = 0;
    std::string_view its_kind;
    for (auto const& partition : partitions) {
        auto const kind = look(disk, room, partition);
        tell(partition, kind, disk.shift);
        if (kind == volume_kind::exfat_name)
            exfat = partition.number;
        if (kind == volume_kind::exfat_name || partition.rank < Partition::unfit_marked)
            ++candidates;
        if (of_other_type == 0 && partition.rank < Partition::no_volume && kind.starts_with(volume_kind::fat_name) &&
            kind != damaged_fat) {
            of_other_type = partition.number;
            its_kind = kind;
        }
    }
    if (found.sound_volumes != 0)
        return ::fail(Code::nothing_to_boot, {drive, found.sound_volumes});
    if (of_other_type != 0)
        return ::fail(Code::fat_of_other_type, {drive, of_other_type}, its_kind);
    if (exfat != 0 && candidates == 1)
        return ::fail(Code::only_exfat, {drive, exfat});
    if (found.has_table)
        return ::fail(Code::no_fat_partition, {drive, partitions.size()});
    static_cast<void>(disk.enter({0}, 1 << 8)); // the kind of the disk's own first sectors
    return ::fail(Code::partition_table_invalid, {drive}, volume_kind::of(disk));
}

} // namespace partition_report
