// SPDX-License-Identifier: BSD-2-Clause
// Partition tables with four entries: in sector 0, and before each logical partition.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1); partition types: "Partition types", Andries Brouwer.
#include "stage2/partitions/mbr.hpp"

#include "include/boot_sector.hpp"
#include "stage2/partitions/partition_record.hpp"
#include "stage2/volumes/volume_kind.hpp"

#include <array>
#include <cstddef>

namespace mbr {

namespace {

using errors::Code;

using PartitionTable = std::array<PartitionRecord, 4>;

static_assert(boot_sector::table + sizeof(PartitionTable) == boot_sector::signature);

constexpr std::uint8_t gpt_protective = 0xEE;
constexpr std::uint16_t first_logical = 5;

// 01h: FAT12; 04h, 06h, 0Eh: FAT16; 0Bh, 0Ch: FAT32; EFh: EFI system. Bit 4 hides a partition from DOS, so that DOS
// assigns no drive letter; it can be booted nevertheless.
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

std::uint8_t rank_of(PartitionRecord const& record)
{
    if (is_extended_type(record.os_type) || record.os_type == gpt_protective)
        return Partition::no_volume;
    if (is_fat_type(record.os_type))
        return record.is_active() ? 0 : 1;
    return record.is_active() ? Partition::unfit_marked : Partition::unfit;
}

bool has_signature(Bytes sector)
{
    return read_at<Le16>(sector, boot_sector::signature).value_or(0) == 0xAA55;
}

PartitionTable const& table_of(std::byte const* sector)
{
    return overlay<PartitionTable>(sector + boot_sector::table);
}

void add(PartitionRecord const& record, std::uint64_t base, std::uint16_t number, PartitionList& list)
{
    list.add() = {.first = {base + record.starting_lba},
                  .sectors = record.size_in_lba,
                  .type = record.os_type,
                  .type_name = nullptr,
                  .number = number,
                  .table = number < first_logical ? Partition::Table::mbr : Partition::Table::mbr_logical,
                  .rank = rank_of(record)};
}

// The first record that is (or is not) a link to the next table; nullptr if there is none. A table in an extended
// partition has at most one of each, in either order, possibly with empty records between them. A record of type 0
// counts if there is none with a type.
PartitionRecord const* first_of(PartitionTable const& table, bool link)
{
    PartitionRecord const* untyped = nullptr;
    for (auto const& record : table) {
        if (is_extended_type(record.os_type) != link || !(link ? record.size_in_lba != 0 : record.has_place()))
            continue;
        if (record.os_type != 0)
            return &record;
        if (untyped == nullptr)
            untyped = &record;
    }
    return untyped;
}

// Whether [begin, begin + size) lies in [0, room), in sectors.
bool fits(std::uint32_t begin, std::uint32_t size, std::uint32_t room)
{
    return begin <= room && size <= room - begin;
}

} // namespace

Result<std::uint32_t> disk_signature(Bytes sector0)
{
    if (!has_signature(sector0))
        return fail(Code::no_partition_table);
    return overlay<Le32>(sector0.data() + boot_sector::identity);
}

bool is_boot_record(std::byte const* sector, std::uint32_t number)
{
    return has_signature({sector, sector_size}) && overlay<Le32>(sector + boot_sector::identity) == number;
}

bool holds_table(Bytes sector0)
{
    bool used = false;
    bool typed = false;
    bool plausible = true;
    for (auto const& record : table_of(sector0.data())) {
        used = used || record.has_place();
        typed = typed || record.is_used();
        plausible = plausible && (record.boot_indicator & 0x7F) == 0;
    }
    bool const is_volume = volume_kind::looks_like_fat(sector0.data());
    return typed ? plausible || !is_volume : used && plausible && !is_volume;
}

std::uint32_t gpt_disk_end(Bytes sector0)
{
    for (auto const& record : table_of(sector0.data()))
        if (record.os_type == gpt_protective)
            return record.starting_lba + record.size_in_lba - 1;
    return 0;
}

void list_primary(Bytes sector0, PartitionList& list)
{
    std::uint16_t number = 0;
    for (auto const& record : table_of(sector0.data())) {
        ++number;
        if (record.has_place())
            add(record, 0, number, list);
    }
}

bool is_extended(Partition const& partition)
{
    return partition.table == Partition::Table::mbr && is_extended_type(partition.type);
}

// Tables may be in any order on the disk, so loops are detected by Brent's algorithm: it remembers the place of the
// first, second, fourth, … table, until that place comes again.
Result<void> list_logical(DiskSectors const& disk, Partition const& extended, PartitionList& list)
{
    auto const sectors = static_cast<std::uint32_t>(extended.sectors);
    std::uint32_t place = 0; // of a table, from the extended partition's start
    std::uint32_t remembered = 0;
    for (std::uint32_t count = 1; count <= most_logical; ++count) {
        auto const lba = extended.first + place;
        auto const* const sector = TRY(disk.enter(lba, 1));
        if (!has_signature({sector, sector_size}))
            return fail(Code::ebr_signature_missing, {lba.value});
        auto const* partition = first_of(table_of(sector), false);
        auto const* const link = first_of(table_of(sector), true);
        bool is_outside = link != nullptr && !fits(link->starting_lba, 1, sectors);
        if (partition != nullptr && !fits(partition->starting_lba, partition->size_in_lba, sectors - place)) {
            is_outside = is_outside || partition->os_type != 0;
            partition = nullptr; // type 0: the remainder of a deleted partition
        }
        if (is_outside)
            return fail(Code::ebr_outside, {lba.value});
        if (partition != nullptr) {
            auto const last = list.end()[-1].number;
            std::uint16_t const number = last < first_logical ? first_logical : last + 1;
            if (number == first_logical + most_logical)
                break; // the limit is for all extended partitions together
            add(*partition, lba.value, number, list);
        }
        if (link == nullptr)
            return {};
        place = link->starting_lba;
        if (place == remembered)
            return fail(Code::ebr_chain_loops, {lba.value});
        if ((count & (count - 1)) == 0)
            remembered = place;
    }
    return fail(Code::ebr_chain_too_long, {extended.first.value, most_logical});
}

} // namespace mbr
