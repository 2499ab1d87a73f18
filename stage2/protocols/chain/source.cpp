// SPDX-License-Identifier: BSD-2-Clause
// Reads partitions of the boot disk, other drives, and files.
#include "stage2/protocols/chain/source.hpp"

#include "include/text.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/partitions/gpt.hpp"
#include "stage2/partitions/gpt_structures.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/protocols/shared/guest_files.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <algorithm>
#include <bit>

namespace chain {

namespace {

using errors::Code;

constexpr std::uint32_t number_of_hard_disks = 0x475; // BIOS data area

DiskSectors sectors_of(Boot& boot)
{
    return {*boot.cache, static_cast<std::uint32_t>(std::countr_zero(boot.disk.device.bytes_per_sector()))};
}

Result<MutableBytes> allocate(MemoryMap& memory, std::uint64_t size)
{
    auto const place = TRY(memory.allocate({size, MemoryMap::page, MemoryKind::loader, "the boot sector"}));
    return physical_memory(place, size);
}

Partition const* find(PartitionList& list, std::uint32_t number)
{
    auto const* const found = std::ranges::find(list, number, &Partition::number);
    return found != list.end() ? found : nullptr;
}

// The search for the boot volume lists the logical partitions only if no other one is the boot volume's.
Result<void> list_logical(Boot& boot)
{
    auto& list = boot.workspace->partitions;
    bool const is_listed =
        std::ranges::any_of(list, [](auto const& each) { return each.table == Partition::Table::mbr_logical; });
    if (is_listed)
        return {};
    auto const primary = list.size();
    for (std::size_t at = 0; at < primary; ++at)
        if (auto const& extended = list.begin()[at]; mbr::is_extended(extended))
            TRY(mbr::list_logical(sectors_of(boot), extended, list));
    return {};
}

// The numbers of the partitions, in the order of the table: "1, 2, 5 to 7".
std::string_view numbers_of(PartitionList& list)
{
    static text::Sentence words;
    words.clear();
    auto const* const end = list.end();
    for (auto const* first = list.begin(); first != end;) {
        auto const* last = first;
        while (last + 1 != end && last[1].number == last->number + 1)
            ++last;
        if (!words.view().empty())
            words << ", ";
        words.decimal(first->number);
        if (last != first)
            (words << (last == first + 1 ? ", " : " to ")).decimal(last->number);
        first = last + 1;
    }
    return words.view().empty() ? "none" : words.view();
}

Result<Source> read_partition(Boot& boot, Target const& target)
{
    auto const drive = boot.disk.device.drive();
    auto& list = boot.workspace->partitions;
    auto const* partition = find(list, target.number);
    if (partition == nullptr) {
        TRY(list_logical(boot));
        partition = find(list, target.number);
    }
    if (partition == nullptr)
        return fail(Code::chain_partition_missing, {target.number, drive}, numbers_of(list));
    if (partition->sectors == 0)
        return fail(Code::chain_partition_invalid, {target.number, drive, partition->first.value});

    auto const disk = sectors_of(boot);
    auto const content = TRY(allocate(boot.memory, disk.bytes()));
    TRY(boot.disk.device.read(partition->first.value << disk.shift, content));
    static_cast<void>(disk.enter(partition->first, partition->sectors));
    return Source{.content = content,
                  .drive = drive,
                  .first = partition->first,
                  .partition = partition,
                  .kind = volume_kind::of(disk),
                  .verified = false};
}

// The first read finds out the sector size.
Result<Source> read_drive(Boot& boot, std::uint8_t drive)
{
    bios::Disk disk{drive};
    auto const content = TRY(allocate(boot.memory, largest_sector_size));
    auto read = disk.read(0, content.first(sector_size));
    if (read)
        read = disk.read(0, content.first(disk.bytes_per_sector()));
    if (read)
        return Source{.content = content.first(disk.bytes_per_sector()),
                      .drive = drive,
                      .first = {0},
                      .partition = nullptr,
                      .kind = nullptr,
                      .verified = false};
    Error const error = read.error();
    if (error.code != Code::disk_read_failed)
        return fail(error);
    auto const status = error.numbers[2];
    return fail(Code::chain_drive_unreadable, {drive, status, bios::peek8(number_of_hard_disks)}, error.name);
}

Result<Source> read_file(Boot& boot, Target const& target, File& file)
{
    auto const size = file.size();
    if (size < sector_size || size > largest_file)
        return fail(Code::chain_file_size, {size, sector_size, largest_file}, target.name);
    auto const content = TRY(allocate(boot.memory, size));
    TRY(file.read(0, content));
    TRY(file.finish());
    Bytes const to_verify{content};
    bool const verified = TRY(guest_files::verify(boot, target.name, std::span(&to_verify, 1)));
    auto const* const partition = boot.disk.partition;
    return Source{.content = content,
                  .drive = boot.disk.device.drive(),
                  .first = partition->first,
                  .partition = partition->number != 0 ? partition : nullptr,
                  .kind = nullptr,
                  .verified = verified};
}

} // namespace

Result<Source> read(Boot& boot, Target const& target, File* file)
{
    switch (target.kind) {
    case Target::Kind::partition: return read_partition(boot, target);
    case Target::Kind::drive: return read_drive(boot, static_cast<std::uint8_t>(target.number));
    case Target::Kind::file: break;
    }
    return read_file(boot, target, *file);
}

std::uint32_t read_gpt_entry(Boot& boot, Partition const& partition, MutableBytes entry)
{
    auto const disk = sectors_of(boot);
    auto const sector = disk.enter(gpt::primary_header, 1);
    if (!sector)
        return 0;
    auto const header = overlay<gpt::Header>(*sector);
    std::uint32_t const size = header.SizeOfPartitionEntry;
    std::uint64_t const array = header.PartitionEntryLBA;
    bool const is_plausible = header.Signature == gpt::header_signature && gpt::is_entry_size(size) &&
                              array < DiskSectors::limit && partition.number <= PartitionList::most_entries;
    if (!is_plausible)
        return 0;
    auto const content = entry.first(size);
    if (!boot.disk.device.read((array << disk.shift) + (partition.number - 1u) * size, content))
        return 0;
    auto const& found = overlay<gpt::Entry>(content.data());
    bool const is_same = found.UniquePartitionGUID == partition.guid && found.StartingLBA == partition.first.value;
    return is_same ? size : 0;
}

} // namespace chain
