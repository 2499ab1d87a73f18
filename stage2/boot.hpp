// One boot: what the story has found out and decided so far. Each step of main.cpp fills in its part.
#pragma once

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

// The disk that stage 1 came from, and the partition on it that holds the kernel.
struct BootDisk {
    explicit BootDisk(std::uint8_t drive) : device{drive} {}

    bios::Disk device;
    PartitionList const* partitions = nullptr;
    Partition const* partition = nullptr;
};

struct Boot {
    explicit Boot(std::uint8_t drive) : disk{drive} {}

    requirements::Processor processor{};
    machine::Entropy entropy{};
    Workspace* workspace = nullptr; // the first that is taken from the memory map
    BootDisk disk;
    std::optional<DiskCache> cache; // in front of the disk; covers the partition
    Volume* volume = nullptr;       // in the partition
    boot_choice::Choice entry{};
    MemoryMap memory; // last, since it is large: the others are near the start
};
