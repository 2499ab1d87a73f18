// SPDX-License-Identifier: BSD-2-Clause
// The partition table in sector 0, and the chain of tables for logical partitions.
// UEFI specification, "Legacy Master Boot Record (MBR)" (5.2.1).
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"

#include <cstdint>

namespace mbr {

inline constexpr std::uint32_t most_logical = 128; // on a disk, and number of tables in one extended partition

// The disk signature at 1B8h, which farjump's boot records have too. Error: no_partition_table, without 55AAh at the
// end.
Result<std::uint32_t> disk_signature(Bytes sector0);

// Whether a volume's first sector is a boot record with the identity `number` at 1B8h.
bool is_boot_record(std::byte const* sector, std::uint32_t number);

// Precondition for the functions below: disk_signature() accepted the sector. It may still hold no table, but the boot
// code of an unpartitioned volume.
bool holds_table(Bytes sector0);

// For a protective MBR of a GPT: the disk's last sector according to the protective entry. Otherwise 0.
std::uint32_t gpt_disk_end(Bytes sector0);

// Adds the partitions of the table; active ones of a FAT type get rank 0. Like Linux and sfdisk, accepts partitions of
// type 0 that have a start and a size.
void list_primary(Bytes sector0, PartitionList& list);

bool is_extended(Partition const& partition);

// Adds the logical partitions of an extended partition in the list. Each costs one read.
Result<void> list_logical(DiskSectors const& disk, Partition const& extended, PartitionList& list);

} // namespace mbr
