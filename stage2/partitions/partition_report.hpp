// SPDX-License-Identifier: BSD-2-Clause
// If there is nothing to boot: lists what is on the disk, and selects the error to report.
#pragma once

#include "include/result.hpp"
#include "stage2/partitions/boot_volume.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/volumes/volumes.hpp"

#include <cstdint>

namespace partition_report {

// A search for the boot volume that found none.
struct Seen {
    boot_volume::Found const& found;
    DiskCache& cache;
    PartitionList& partitions;
    volumes::Room& room; // working memory to mount volumes in
    std::uint8_t drive;
};

// Prints a line for each partition. Returns the error that explains best why there is nothing to boot.
std::unexpected<Failure> fail(Seen const& seen);

} // namespace partition_report
