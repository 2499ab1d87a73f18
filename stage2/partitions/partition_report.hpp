// If there is nothing to boot: lists what is on the disk, and selects the error to report.
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_sectors.hpp"
#include "stage2/volumes/volumes.hpp"

#include <cstdint>

namespace partition_report {

struct Seen {
    DiskSectors const& disk;
    PartitionList& partitions;
    volumes::Room& room; // working memory to mount volumes in
    std::uint8_t drive;
    bool has_table;
    std::uint32_t volumes; // number of readable volumes
};

// Prints a line for each partition. Returns the error that explains best why there is nothing to boot.
std::unexpected<Failure> fail(Seen const& seen);

} // namespace partition_report
