// SPDX-License-Identifier: BSD-2-Clause
// Converts sectors to the byte offsets of the cache.
#include "stage2/storage/disk_sectors.hpp"

Result<std::byte const*> DiskSectors::enter(Lba first, std::uint64_t count) const
{
    cache.cover(first.value << shift, (first.value + count) << shift);
    return view(0, sector_size);
}

Result<std::byte const*> DiskSectors::view(std::uint32_t offset, std::size_t size) const
{
    return TRY(cache.view(cache.begin() + offset, size)).data();
}
