// A disk in the unit of its partition tables, sectors of its own size, through the cache.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "include/units.hpp"
#include "stage2/storage/disk_cache.hpp"

#include <cstdint>

struct DiskSectors {
    // What LBAs must stay below, so that their bytes can be counted.
    static constexpr std::uint64_t limit = 1ull << 48;

    DiskCache& cache;
    std::uint32_t shift; // a sector has 1 << shift bytes

    std::uint32_t bytes() const { return 1u << shift; }

    // From now on the cache reads these sectors only. The first sector_size bytes of them, valid until the next look.
    Result<std::byte const*> enter(Lba first, std::uint64_t count) const;

    // `size` bytes (DiskCache::small_read at most) of what is covered, `offset` bytes behind its start.
    Result<std::byte const*> view(std::uint32_t offset, std::size_t size) const;
};
