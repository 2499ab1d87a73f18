// SPDX-License-Identifier: BSD-2-Clause
// Reads many pieces of a disk in one pass over it, so that a fragmented file costs few reads.
#pragma once

#include "stage2/storage/disk_cache.hpp"

#include <span>

namespace disk_sweep {

// A piece of the disk and its destination. Offset in bytes from the start of the disk.
struct Piece {
    std::uint64_t offset;
    std::byte* destination;
    std::uint32_t size;
};

// Reads all pieces in ascending order. They may overlap on the disk. Modifies `pieces`.
//
// Cost: the first sectors of two reads are at least a window (DiskCache::longest_read()) apart. So there are at most
// span / window + 1 reads for any number of pieces within `span` bytes, and at most one for each piece plus one for
// each whole window in a piece. Bytes in the cache are not read again, but may split a read in two.
Result<void> sweep(DiskCache& cache, std::span<Piece> pieces);

} // namespace disk_sweep
