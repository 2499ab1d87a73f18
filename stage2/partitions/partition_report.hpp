// When there is nothing to boot: what was seen on the disk, for the user, and which error that makes.
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"

#include <cstdint>

namespace partition_report {

// `volumes`: how many sound FAT volumes there were.
std::unexpected<Failure> fail(DiskSectors const& disk, PartitionList& partitions, std::uint8_t drive, bool has_table,
                              std::uint32_t volumes);

} // namespace partition_report
