// SPDX-License-Identifier: BSD-2-Clause
// Access to a disk through the cache in units of its own sectors, as partition tables need it.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/storage/disk_cache.hpp"

#include <cstdint>

struct DiskSectors {
    // Upper bound for LBAs: `lba << 12` must fit in 64 bits.
    static constexpr std::uint64_t limit = 1ull << 48;

    DiskCache& cache;
    std::uint32_t shift; // a sector has 1 << shift bytes

    std::uint32_t bytes() const { return 1u << shift; }

    // Restricts the cache to `count` sectors from `first` on. Returns the first sector_size bytes, valid until the next
    // call.
    Result<std::byte const*> enter(Lba first, std::uint64_t count) const;

    // `size` bytes (at most DiskCache::small_read), `offset` bytes after the start of the cache's range. Valid until
    // the next call.
    Result<std::byte const*> view(std::uint32_t offset, std::size_t size) const;
};
