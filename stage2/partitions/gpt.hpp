// SPDX-License-Identifier: BSD-2-Clause
// The GUID partition table: a header and an array of entries, each with a checksum, and a backup of both at the disk's
// end.
// UEFI specification, "GUID Partition Table (GPT) Disk Layout" (5.3).
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"

namespace gpt {

inline constexpr Lba primary_header{1};

// Checks the table whose header is at `where` and adds its partitions to the list. FAT types get rank 0 to 2 if marked
// for a BIOS to boot, else 3 to 5; other types get higher ranks. A primary table of the usual size costs one read.
//
// `other_header` is set once the header's signature is found and its AlternateLBA is below DiskSectors::limit, even if
// the header turns out to be damaged: it is only a candidate. The list's `disk_guid` is set once the header is
// verified, even if the entries are damaged.
Result<void> read(DiskSectors const& disk, Lba where, PartitionList& list, Lba& other_header);

} // namespace gpt
