// SPDX-License-Identifier: BSD-2-Clause
// Opens a FAT volume of a disk by its own boot sector.
#include "disk/install/fat_on_disk.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/volumes/fat/volume.hpp"

FatOnDisk::FatOnDisk(survey::Survey const& survey, Partition const& partition, BlockDevice& disk)
    : disk_(disk),
      name_(partition.number == 0 ? "the whole disk" : "partition " + words::decimal(partition.number)),
      cache_memory_(DiskCache::memory_needed),
      cache_(disk, cache_memory_, partition.first.value * survey.sector_bytes,
             (partition.first.value + partition.sectors) * survey.sector_bytes)
{
    if (or_refuse(fat::Volume::open(cache_)).backup_boot_sector_used())
        throw Refusal("the volume's boot sector is lost, and only FAT32's copy of it is whole",
                      "check the volume with fsck.fat, which puts the copy back");
    or_refuse(disk.read(cache_.begin(), std::as_writable_bytes(std::span(&boot_, 1))));
    geometry_ = or_refuse(fat::geometry_of(boot_, cache_));
}

std::unique_ptr<FatOnDisk> FatOnDisk::open_if_readable(survey::Survey const& survey, Partition const& partition,
                                                       BlockDevice& disk)
try {
    return std::make_unique<FatOnDisk>(survey, partition, disk);
} catch (Refusal const&) {
    return nullptr;
}

void FatOnDisk::check_sector_size() const
{
    if (boot_.BPB_BytsPerSec < disk_.bytes_per_sector())
        throw Refusal("the volume has sectors of " + words::decimal(boot_.BPB_BytsPerSec) + " bytes, the disk of " +
                          words::decimal(disk_.bytes_per_sector()),
                      "save the files and make the file system anew (mkfs.fat; that erases it)");
}
