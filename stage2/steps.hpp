// The steps of main.cpp's story: each does one thing with the modules that know how, and tells the user the result.
#pragma once

#include "include/result.hpp"
#include "longmode/requirements.hpp"
#include "stage2/bios/disk.hpp"
#include "stage2/entries/boot_choice.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/protocols/farjump/kernel_loader.hpp"
#include "stage2/screen/screen_choice.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/volumes/fat/volume.hpp"
#include "stage2/workspace.hpp"

#include <cstdint>

namespace steps {

// The disk that stage 1 came from, and the partition on it that holds the kernel.
struct BootDisk {
    explicit BootDisk(std::uint8_t drive) : device{drive} {}

    bios::Disk device;
    PartitionList const* partitions = nullptr;
    Partition const* partition = nullptr;
};

Result<requirements::Processor> check_processor();
bios::Entropy gather_entropy(requirements::Processor const& processor);
Result<void> open_a20();
// Out: the memory that the loader works in from here on, the first that is taken from the map.
Result<Workspace*> read_memory(MemoryMap& memory, requirements::Processor const& processor);
DiskCache cache_for(BootDisk& disk, Workspace& workspace);
Result<fat::Volume> find_volume(BootDisk& disk, DiskCache& cache, Workspace& workspace);
Result<boot_choice::Choice> choose_entry(fat::Volume const& volume, Workspace& workspace);
Result<LoadedKernel> load(fat::Volume const& volume, boot_choice::Choice const& choice, MemoryMap& memory,
                          Workspace& workspace, requirements::Processor const& processor, bios::Entropy const& entropy);
Result<farjump::Modules> load_modules(fat::Volume const& volume, boot_choice::Choice const& choice, MemoryMap& memory,
                                      Workspace& workspace);
// The screen that the kernel will find, which is set up only when all else is done: messages stay readable.
ScreenChoice choose_screen(boot_choice::Choice const& choice, LoadedKernel const& kernel, MemoryMap& memory);

} // namespace steps
