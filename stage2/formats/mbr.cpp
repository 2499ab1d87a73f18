// The partition table in sector 0: its layout on disk, and the choice among its entries.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1); partition types: "Partition types", Andries Brouwer.
#include "stage2/formats/mbr.hpp"

#include <array>
#include <cstddef>

namespace mbr {

namespace {

// CHS addresses end at 8 GB and follow a geometry nobody knows, so only the LBA fields are believed.
struct PartitionRecord {
    std::uint8_t boot_indicator;    // 80h: active
    std::uint8_t starting_chs[3];
    std::uint8_t os_type;
    std::uint8_t ending_chs[3];
    Le32 starting_lba;
    Le32 size_in_lba;
};
static_assert(sizeof(PartitionRecord) == 16 && offsetof(PartitionRecord, starting_lba) == 8);

using PartitionTable = std::array<PartitionRecord, 4>;

constexpr std::uint64_t unique_mbr_signature_offset = 0x1B8;
constexpr std::uint64_t partition_table_offset = 0x1BE;
constexpr std::uint64_t signature_offset = 0x1FE;
static_assert(partition_table_offset + sizeof(PartitionTable) == signature_offset);

// The T at `offset` of sector 0, if that sector is what it should be.
template <typename T>
Result<T> field(Bytes sector0, std::uint64_t offset)
{
    auto const value = read_at<T>(sector0, offset);
    auto const signature = read_at<Le16>(sector0, signature_offset);
    if (!value || !signature || *signature != 0xAA55)
        return fail(errors::Code::no_partition_table);
    return *value;
}

// 0Bh: FAT32; 0Ch: FAT32, to be read by LBA. Bit 4 hides a partition from DOS, which would give it a drive letter;
// that says nothing against booting from it.
bool is_fat32(std::uint8_t type)
{
    return (type & ~0x10) == 0x0B || (type & ~0x10) == 0x0C;
}

// No partition starts at sector 0, where the table itself is. The end needs no check: it fits 33 bits.
bool is_usable(PartitionRecord const& record)
{
    return is_fat32(record.os_type) && record.starting_lba != 0 && record.size_in_lba != 0;
}

// The types of all entries, in words that outlive the sector they came from.
std::string_view list_types(PartitionTable const& table)
{
    static char list[] = "00h, 00h, 00h, 00h";
    constexpr std::size_t digits_apart = 5;
    for (std::size_t i = 0; i < table.size(); ++i) {
        list[i * digits_apart] = "0123456789ABCDEF"[table[i].os_type >> 4];
        list[i * digits_apart + 1] = "0123456789ABCDEF"[table[i].os_type & 0xF];
    }
    return {list, sizeof list - 1};
}

} // namespace

Result<std::uint32_t> disk_signature(Bytes sector0)
{
    return TRY(field<Le32>(sector0, unique_mbr_signature_offset));
}

Result<Partition> find_fat_partition(Bytes sector0)
{
    auto const table = TRY(field<PartitionTable>(sector0, partition_table_offset));
    for (bool const want_active : {true, false}) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            auto const& record = table[i];
            bool const active = record.boot_indicator == 0x80;
            if (active == want_active && is_usable(record))
                return Partition{.index = static_cast<std::uint8_t>(i + 1), .type = record.os_type, .active = active,
                                 .first = {record.starting_lba}, .sectors = record.size_in_lba};
        }
    }
    return fail(errors::Code::no_fat_partition, {}, list_types(table));
}

} // namespace mbr
