// Partition tables of four entries: the one in sector 0, and those in front of logical partitions.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1); partition types: "Partition types", Andries Brouwer.
#include "stage2/formats/mbr.hpp"

#include "stage2/formats/volume_kind.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mbr {

namespace {

using errors::Code;

// CHS addresses end at 8 GB and follow a geometry nobody knows, so only the LBA fields are believed.
struct PartitionRecord {
    std::uint8_t boot_indicator;    // 80h: active
    std::uint8_t starting_chs[3];
    std::uint8_t os_type;
    std::uint8_t ending_chs[3];
    Le32 starting_lba;
    Le32 size_in_lba;

    bool is_active() const { return boot_indicator == 0x80; }
    // No partition starts at sector 0, where the table itself is. The end needs no check: it fits 33 bits.
    bool is_used() const { return os_type != 0 && starting_lba != 0 && size_in_lba != 0; }
};
static_assert(sizeof(PartitionRecord) == 16 && offsetof(PartitionRecord, starting_lba) == 8);

using PartitionTable = std::array<PartitionRecord, 4>;

constexpr std::uint64_t unique_mbr_signature_offset = 0x1B8;
constexpr std::uint64_t partition_table_offset = 0x1BE;
constexpr std::uint64_t signature_offset = 0x1FE;
static_assert(partition_table_offset + sizeof(PartitionTable) == signature_offset);

constexpr std::uint8_t gpt_protective = 0xEE;
constexpr std::uint16_t first_logical = 5;

// 01h: FAT12; 04h, 06h, 0Eh: FAT16; 0Bh, 0Ch: FAT32; EFh: EFI system. Bit 4 hides a partition from DOS, which would
// give it a drive letter; that says nothing against booting from it.
bool is_fat_type(std::uint8_t type)
{
    constexpr std::uint32_t types = 1 << 0x01 | 1 << 0x04 | 1 << 0x06 | 1 << 0x0B | 1 << 0x0C | 1 << 0x0E;
    return type == 0xEF || (type < 0x20 && (types >> (type & 0xF) & 1) != 0);
}

// 05h: by CHS; 0Fh: by LBA; 85h: Linux's own.
bool is_extended_type(std::uint32_t type)
{
    return type == 0x05 || type == 0x0F || type == 0x85;
}

bool has_signature(Bytes sector)
{
    return read_at<Le16>(sector, signature_offset).value_or(0) == 0xAA55;
}

PartitionTable table_of(Bytes sector)
{
    return *read_at<PartitionTable>(sector, partition_table_offset);
}

Partition describe(PartitionRecord const& record, std::uint64_t base, std::uint16_t number)
{
    std::uint8_t const rank = is_fat_type(record.os_type) ? (record.is_active() ? 0 : 1) : Partition::unfit;
    return {.first = {base + record.starting_lba}, .sectors = record.size_in_lba, .type = record.os_type,
            .type_name = nullptr, .number = number,
            .table = number >= first_logical ? Partition::Table::mbr_logical : Partition::Table::mbr, .rank = rank};
}

// What a table in the extended partition says: at most one partition, and where the next table is. In the wild the two
// stand in either order, and with empty entries between them.
struct Links {
    PartitionRecord partition{};
    PartitionRecord next{};
};

Links links_of(PartitionTable const& table)
{
    Links links;
    for (auto const& record : table) {
        if (!is_extended_type(record.os_type)) {
            if (record.is_used() && links.partition.os_type == 0)
                links.partition = record;
        } else if (record.size_in_lba != 0 && links.next.os_type == 0) {
            links.next = record;
        }
    }
    return links;
}

// Adds the partition that a table at `base` describes.
Result<void> add_logical(PartitionRecord const& record, Lba base, Partition const& extended, PartitionList& list)
{
    auto const partition = describe(record, base.value, std::max<std::uint16_t>(list.all().back().number + 1, first_logical));
    auto const end = extended.first + extended.sectors;
    if (end < partition.first + partition.sectors)
        return fail(Code::ebr_outside, {base.value, partition.first.value, end.value});
    if (partition.number == first_logical + most_logical)
        return fail(Code::ebr_chain_too_long, {most_logical});
    list.add(partition);
    return {};
}

} // namespace

Result<std::uint32_t> disk_signature(Bytes sector0)
{
    if (!has_signature(sector0))
        return fail(Code::no_partition_table);
    return *read_at<Le32>(sector0, unique_mbr_signature_offset);
}

bool holds_table(Bytes sector0)
{
    auto const table = table_of(sector0);
    auto const has_indicator = [](PartitionRecord const& record) { return (record.boot_indicator & 0x7F) == 0; };
    return std::ranges::any_of(table, &PartitionRecord::is_used) &&
           (std::ranges::all_of(table, has_indicator) || !volume_kind::looks_like_fat(sector0));
}

std::optional<Lba> gpt_disk_end(Bytes sector0)
{
    for (auto const& record : table_of(sector0))
        if (record.os_type == gpt_protective)
            return Lba{std::uint64_t{record.starting_lba} + record.size_in_lba - 1};
    return {};
}

void list_primary(Bytes sector0, PartitionList& list)
{
    auto const table = table_of(sector0);
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].is_used())
            list.add(describe(table[i], 0, static_cast<std::uint16_t>(i + 1)));
}

bool is_extended(Partition const& partition)
{
    return partition.table == Partition::Table::mbr && is_extended_type(partition.type);
}

Result<void> list_logical(DiskSectors const& disk, Partition const& extended, PartitionList& list)
{
    std::array<std::uint32_t, most_logical> seen;               // tables, counted from the extended partition's start
    std::uint32_t link = 0;
    for (std::size_t count = 0; count < seen.size(); ++count) {
        auto const place = extended.first + link;
        seen[count] = link;
        disk.cache.cover(disk.offset(place), disk.offset(place) + sector_size);
        auto const sector = TRY(disk.cache.view(disk.offset(place), sector_size));
        if (!has_signature(sector))
            return fail(Code::ebr_signature_missing, {place.value});
        auto const links = links_of(table_of(sector));
        if (links.partition.os_type != 0)
            TRY(add_logical(links.partition, place, extended, list));
        if (links.next.os_type == 0)
            return {};

        link = links.next.starting_lba;
        if (link >= extended.sectors)
            return fail(Code::ebr_outside, {place.value, extended.first.value + link,
                                            extended.first.value + extended.sectors});
        auto const* const end = seen.data() + count + 1;
        if (std::find<std::uint32_t const*>(seen.data(), end, link) != end)
            return fail(Code::ebr_chain_loops, {place.value, extended.first.value + link});
    }
    return fail(Code::ebr_chain_too_long, {most_logical});
}

} // namespace mbr
