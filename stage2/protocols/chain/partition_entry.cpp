// SPDX-License-Identifier: BSD-2-Clause
// Builds the entry of an MBR for a partition.
// Partition types: UEFI specification, "Legacy Master Boot Record (MBR)"; "Partition types", Andries Brouwer; UAPI Group,
// "Boot Loader Specification" (EAh); GPT types as in stage2/partitions/gpt.cpp.
#include "stage2/protocols/chain/partition_entry.hpp"

#include <algorithm>

namespace chain {

namespace {

struct Type {
    std::uint32_t of_gpt; // the first eight digits of the GUID
    std::uint8_t of_mbr;
};
constexpr Type types[] = {
    {0xC12A7328, 0xEF}, // EFI system
    {0xBC13C2FF, 0xEA}, // XBOOTLDR
    {0xEBD0A0A2, 0x07}, // basic data: NTFS, among others
    {0x0FC63DAF, 0x83}, // Linux
};
constexpr std::uint8_t of_gpt = 0xEE, beyond_32_bits = 0xED;
constexpr std::uint32_t saturated = 0xFFFFFFFF;

std::uint8_t type_of(Partition const& partition)
{
    if (partition.table != Partition::Table::gpt)
        return static_cast<std::uint8_t>(partition.type);
    if (partition.first.value >= saturated)
        return beyond_32_bits;
    auto const* const known = std::ranges::find(types, partition.type, &Type::of_gpt);
    return known != std::end(types) ? known->of_mbr : of_gpt;
}

std::uint32_t saturate(std::uint64_t number)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, saturated));
}

} // namespace

mbr::PartitionRecord record_of(Partition const& partition)
{
    return {.boot_indicator = 0x80,
            .starting_chs = {0xFE, 0xFF, 0xFF},
            .os_type = type_of(partition),
            .ending_chs = {0xFE, 0xFF, 0xFF},
            .starting_lba = saturate(partition.first.value),
            .size_in_lba = saturate(partition.sectors)};
}

} // namespace chain
