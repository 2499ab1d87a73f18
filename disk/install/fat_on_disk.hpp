// SPDX-License-Identifier: BSD-2-Clause
// Opens a FAT volume of a disk or image with the loader's code, so that the installer can add a file to it.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03.
#pragma once

#include "disk/host/survey.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/volumes/fat/geometry.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

class FatOnDisk {
public:
    // Throws Refusal if the loader cannot read the volume, or can read it only by the copy of its boot sector. `disk`
    // must outlive this object.
    FatOnDisk(survey::Survey const& survey, Partition const& partition, BlockDevice& disk);
    FatOnDisk(FatOnDisk const&) = delete;
    FatOnDisk& operator=(FatOnDisk const&) = delete;

    // nullptr where the constructor would throw Refusal.
    static std::unique_ptr<FatOnDisk> open_if_readable(survey::Survey const& survey, Partition const& partition,
                                                       BlockDevice& disk);

    // Refuses a volume whose sectors are smaller than those of the disk.
    void check_sector_size() const;

    fat::BootSector const& boot() const { return boot_; }
    fat::Geometry const& geometry() const { return geometry_; }
    BlockDevice& disk() const { return disk_; }

    // For messages: "partition 1" or "the whole disk".
    std::string const& name() const { return name_; }

    // The first sector of `cluster`, as an LBA of the disk.
    Lba lba_of(std::uint32_t cluster) const { return {geometry_.offset_of(cluster) / disk_.bytes_per_sector()}; }

private:
    BlockDevice& disk_;
    std::string name_;
    std::vector<std::byte> cache_memory_;
    DiskCache cache_;
    fat::BootSector boot_{};
    fat::Geometry geometry_{};
};
