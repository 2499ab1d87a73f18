// SPDX-License-Identifier: BSD-2-Clause
// Stage 2's working memory above 1 MiB: one allocation from the memory map, which the kernel may reuse.
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
