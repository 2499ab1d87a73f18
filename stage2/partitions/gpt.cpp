// SPDX-License-Identifier: BSD-2-Clause
// The GUID partition table: checks all relevant header fields and both checksums, and decodes the entries.
// UEFI specification, "GPT Header" (5.3.2), "GPT Partition Entry Array" (5.3.3); types: also UAPI Group, "Discoverable
// Partitions Specification".
#include "stage2/partitions/gpt.hpp"

#include "stage2/checksums/crc32.hpp"
#include "stage2/partitions/gpt_structures.hpp"

namespace gpt {

namespace {

using errors::Code;

constexpr std::uint32_t usual_array_size = 128 * sizeof(Entry);
constexpr std::uint64_t legacy_bios_bootable = 1 << 2;
constexpr std::uint8_t ranks = 3;

struct Type {
    TypedGuid guid;
    char const* name;
    std::uint8_t rank;
};
constexpr Type types[]{
    {{0xBC13C2FF, 0x59E6, 0x4262, {0xA3, 0x52, 0xB2, 0x75, 0xFD, 0x6F, 0x71, 0x72}}, "XBOOTLDR", 0},
    {{0xC12A7328, 0xF81F, 0x11D2, {0xBA, 0x4B, 0x00, 0xA0, 0xC9, 0x3E, 0xC9, 0x3B}}, "EFI system", 1},
    {{0xEBD0A0A2, 0xB9E5, 0x4433, {0x87, 0xC0, 0x68, 0xB6, 0xB7, 0x26, 0x99, 0xC7}}, "basic data", 2},
    {{0x0FC63DAF, 0x8483, 0x4772, {0x8E, 0x79, 0x3D, 0x69, 0xD8, 0x47, 0x7D, 0xE4}}, "Linux", Partition::unfit},
    {{0x21686148, 0x6449, 0x6E6F, {0x74, 0x4E, 0x65, 0x65, 0x64, 0x45, 0x46, 0x49}}, "BIOS boot", Partition::no_volume},
};

// The first unsupported field of a header with a correct checksum; nullptr if all are supported.
char const* wrong_field(Header const& header, Lba where)
{
    if (header.Revision != 0x00010000)
        return "Revision";
    if (header.MyLBA != where.value)
        return "MyLBA";
    if ((header.AlternateLBA | header.LastUsableLBA | header.PartitionEntryLBA) >= DiskSectors::limit)
        return "LBA";
    if (header.NumberOfPartitionEntries - 1 >= PartitionList::most_entries)
        return "NumberOfPartitionEntries";
    return is_entry_size(header.SizeOfPartitionEntry) ? nullptr : "SizeOfPartitionEntry";
}

Result<void> check_checksum(std::uint32_t found, std::uint32_t expected, Lba where, char const* what)
{
    if (found != expected)
        return fail(Code::gpt_checksum_wrong, {where.value, found, expected}, what);
    return {};
}

Result<void> read_header(DiskSectors const& disk, Lba where, Header& header, Lba& other_header)
{
    // The entry array usually follows the primary header, so one read fetches both.
    auto const* const sector =
        TRY(disk.enter(where, where == primary_header ? 1 + (usual_array_size >> disk.shift) : 1));
    header = overlay<Header>(sector);
    if (header.Signature != header_signature)
        return fail(Code::gpt_header_missing, {where.value});
    if (header.AlternateLBA < DiskSectors::limit)
        other_header = {header.AlternateLBA};
    auto const more = header.HeaderSize - sizeof(Header); // "shall be greater than or equal to 92"
    if (more > sector_size - sizeof(Header))
        return fail(Code::gpt_field_invalid, {where.value}, "HeaderSize");

    // The checksum is computed with its own field set to zero.
    std::uint32_t const expected = header.HeaderCRC32;
    header.HeaderCRC32 = 0;
    auto const checksum = crc32::of({reinterpret_cast<std::byte const*>(&header), sizeof header});
    TRY(check_checksum(crc32::of({sector + sizeof(Header), more}, checksum), expected, where, "header"));
    if (auto const* const name = wrong_field(header, where))
        return fail(Code::gpt_field_invalid, {where.value}, name);
    return {};
}

// Adds an entry's partition to the list. Entries of type 0 are unused.
void add(Entry const& entry, Header const& header, std::uint16_t number, PartitionList& list)
{
    if (entry.PartitionTypeGUID == TypedGuid{})
        return;
    auto& partition = list.add();
    partition = {.first = {entry.StartingLBA},
                 .sectors = 0,
                 .type = entry.PartitionTypeGUID.time_low,
                 .type_name = nullptr,
                 .number = number,
                 .table = Partition::Table::gpt,
                 .rank = Partition::unfit,
                 .guid = entry.UniquePartitionGUID};
    if (header.FirstUsableLBA <= entry.StartingLBA && entry.StartingLBA <= entry.EndingLBA &&
        entry.EndingLBA <= header.LastUsableLBA)
        partition.sectors = entry.EndingLBA - entry.StartingLBA + 1;
    for (auto const& type : types) {
        if (!(entry.PartitionTypeGUID == type.guid))
            continue;
        partition.type_name = type.name;
        partition.rank = type.rank;
    }
    bool const is_marked = (entry.Attributes & legacy_bios_bootable) != 0;
    if (partition.rank < ranks && !is_marked)
        partition.rank += ranks;
    if (partition.rank == Partition::unfit && is_marked)
        partition.rank = Partition::unfit_marked;
}

} // namespace

Result<void> read(DiskSectors const& disk, Lba where, PartitionList& list, Lba& other_header)
{
    Header header;
    TRY(read_header(disk, where, header, other_header));
    list.disk_guid = header.DiskGUID;

    Lba const first{header.PartitionEntryLBA};
    std::uint32_t const entry_size = header.SizeOfPartitionEntry;
    std::uint32_t const size = header.NumberOfPartitionEntries * entry_size;
    TRY(disk.enter(first, (size + disk.bytes() - 1) >> disk.shift));
    std::uint32_t checksum = 0;
    std::uint16_t number = 0;
    for (std::uint32_t offset = 0; offset < size; offset += entry_size) {
        auto const* const bytes = TRY(disk.view(offset, entry_size));
        checksum = crc32::of({bytes, entry_size}, checksum);
        add(overlay<Entry>(bytes), header, ++number, list);
    }
    return check_checksum(checksum, header.PartitionEntryArrayCRC32, first, "entries");
}

} // namespace gpt
