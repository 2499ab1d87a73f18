// SPDX-License-Identifier: BSD-2-Clause
// The state of one boot. Each step of main.cpp fills in its part and reads the parts of earlier steps.
#pragma once

#include "include/units.hpp"
#include "longmode/requirements.hpp"
#include "stage2/bios/disk.hpp"
#include "stage2/entries/boot_choice.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/storage/volume.hpp"
#include "stage2/workspace.hpp"

#include <cstdint>
#include <optional>

// The disk that stage 1 was read from, and the partition on it that holds the kernel.
struct BootDisk {
    explicit BootDisk(std::uint8_t drive) : device{drive} {}

    bios::Disk device;
    PartitionList const* partitions = nullptr;
    Partition const* partition = nullptr;
};

// A boot that is counted: the kernel marks it as good by writing one sector of the boot disk. Both contents are in memory
// of kind `loader`, sector_bytes each.
struct CountedBoot {
    Lba sector;
    std::uint32_t sector_bytes = 0; // 0: this boot is not counted
    std::uint32_t tries_left = 0;   // after this one
    PhysAddr expected{0};           // what the sector holds now
    PhysAddr finished{0};           // what is to be written to it
};

struct Boot {
    explicit Boot(std::uint8_t drive) : disk{drive} {}

    requirements::Processor processor{};
    machine::Entropy entropy{};
    Workspace* workspace = nullptr; // the first allocation from the memory map
    BootDisk disk;
    std::optional<DiskCache> cache; // reads `disk`; covers the partition
    Volume* volume = nullptr;       // the file system in the partition
    boot_choice::Choice entry{};
    CountedBoot counted{};
    MemoryMap memory; // last, because it is large: the other members keep small offsets
};
