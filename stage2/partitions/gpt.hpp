// The GUID partition table: a header and an array of entries, both with a checksum, and once more at the disk's end.
// UEFI specification, "GUID Partition Table (GPT) Disk Layout" (5.3).
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"

namespace gpt {

inline constexpr Lba primary_header{1};

// Checks the table whose header is at `where` and adds its partitions to the list: those marked for a BIOS to boot get
// rank 0 to 2, others 3 to 5; those of other types come behind. One read for a table of the usual size at the disk's
// start.
// `other_header` is set as soon as there is a header, which may be damaged, that names a place below DiskSectors::limit:
// one to look at, no more. The list's `disk_guid` is set as soon as the header proves whole, whatever is wrong with the
// entries.
Result<void> read(DiskSectors const& disk, Lba where, PartitionList& list, Lba& other_header);

} // namespace gpt
