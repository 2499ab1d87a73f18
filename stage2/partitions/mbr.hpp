// The partition table in sector 0, and the chain of tables that logical partitions have.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"

#include <cstdint>

namespace mbr {

inline constexpr std::uint32_t most_logical = 128; // on a disk, and tables for them in an extended partition

// The number that tells this disk from others: four bytes that a boot sector of ours has, too.
Result<std::uint32_t> disk_signature(Bytes sector0);

// Whether the first sector of a volume is a boot record of ours, with this number where a disk has its signature.
bool is_boot_record(std::byte const* sector, std::uint32_t number);

// The functions below take a sector that has one, and so is whole and ends in 55AAh. It may still hold no table, but the
// boot code of a volume in the same place.
bool holds_table(Bytes sector0);

// When the table only protects a GPT: the last sector of the disk, as the protective entry has it. Else 0.
std::uint32_t gpt_disk_end(Bytes sector0);

// Adds the partitions of the table itself, active ones of a FAT type with rank 0. One of type 0 that has a place and a
// size counts, as it does for Linux and for sfdisk.
void list_primary(Bytes sector0, PartitionList& list);

bool is_extended(Partition const& partition);

// Adds the logical partitions inside an extended one of the list. Costs a read for each.
Result<void> list_logical(DiskSectors const& disk, Partition const& extended, PartitionList& list);

} // namespace mbr
