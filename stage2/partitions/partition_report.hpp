// When there is nothing to boot: what was seen on the disk, for the user, and which error that makes.
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
    volumes::Room& room; // to look at volumes in
    std::uint8_t drive;
    bool has_table;
    std::uint32_t volumes; // sound ones of a file system that the loader reads
};

std::unexpected<Failure> fail(Seen const& seen);

} // namespace partition_report
