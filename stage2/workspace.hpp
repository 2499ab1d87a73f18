// The memory that stage 2 works in above 1 MiB: taken from the memory map in one piece, and free once the kernel runs.
#pragma once

#include "stage2/entries/boot_choice.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/volumes/volumes.hpp"

#include <array>
#include <cstddef>

struct Workspace {
    std::array<std::byte, DiskCache::memory_needed> cache;
    PartitionList partitions;
    volumes::Room volumes;
    boot_choice::Room entries;
    KernelFileRoom kernel_file;
};
