// When there is nothing to boot: what was seen on the disk, for the user, and which error that makes.
#pragma once

#include "include/result.hpp"
#include "stage2/formats/partition.hpp"

namespace partition_report {

// `volumes`: how many sound FAT volumes there were.
Error why_none(DiskSectors const& disk, PartitionList& partitions, std::uint8_t drive, std::uint32_t volumes);

} // namespace partition_report
