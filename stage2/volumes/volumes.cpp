// SPDX-License-Identifier: BSD-2-Clause
// The list of supported file systems.
#include "stage2/volumes/volumes.hpp"

#include "include/bytes.hpp"
#include "stage2/volumes/volume_kind.hpp"

namespace volumes {

namespace {

using Mount = Result<Volume*>(DiskSectors const&, Room&);

bool has_boot_signature(std::byte const* sector)
{
    constexpr std::size_t signature_offset = 510;
    return *read_at<Le16>({sector, sector_size}, signature_offset) == 0xAA55u;
}

// If the first sector is unreadable or no boot sector, FAT32's copy may still exist. Without a copy, an unreadable
// sector is an error; otherwise the volume is not FAT.
Result<Volume*> mount_fat(DiskSectors const& disk, Room& room)
{
    auto const first_sector = disk.view(0, sector_size);
    bool const looks_so = !first_sector || volume_kind::looks_like_fat(*first_sector);
    if (!looks_so && has_boot_signature(*first_sector))
        return nullptr;
    auto const volume = fat::Volume::open(disk.cache);
    if (!looks_so && (!volume || volume_kind::is_known(volume_kind::of(disk))))
        return nullptr; // the copy is a remainder of an earlier file system
    return &room.fat_volume.emplace(TRY(volume), room.fat);
}

constexpr Mount* file_systems[]{mount_fat};

} // namespace

Result<Volume*> mount(DiskSectors const& disk, Room& room)
{
    for (auto* const mount_as : file_systems)
        if (auto* const volume = TRY(mount_as(disk, room)))
            return volume;
    return nullptr;
}

} // namespace volumes
