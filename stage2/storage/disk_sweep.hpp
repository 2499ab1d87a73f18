// Reading many pieces of a disk in one pass over it, so that a file in fragments costs few reads.
#pragma once

#include "stage2/storage/disk_cache.hpp"

#include <span>

namespace disk_sweep {

// A piece of the disk, and where its bytes are wanted.
struct Piece {
    std::uint64_t offset;
    std::byte* destination;
    std::uint32_t size;
};

// Reads all pieces, in the order in which they lie on the disk; they may overlap there. Uses up `pieces`.
//
// What it costs: the first sectors of two reads lie at least a window (DiskCache::longest_read()) apart. So there are
// at most span / window + 1 of them, however many pieces lie in that span; and never more than one for each piece and
// one for each whole window in a piece. What the cache holds already is not read again, but may cut a read in two.
Result<void> sweep(DiskCache& cache, std::span<Piece> pieces);

} // namespace disk_sweep
