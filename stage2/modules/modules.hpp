// SPDX-License-Identifier: BSD-2-Clause
// Loads modules: the files that a boot entry names for its kernel.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/volume.hpp"

#include <cstdint>
#include <span>

namespace module_loader {

struct Loaded {
    farjump::Modules list;
    std::uint64_t size; // of all modules, in bytes
    bool verified;      // each has a checksum in the entry
};

// Takes memory for the files, and for the list with its names, from `memory`. A path without a '/' in front
// starts at the volume's root too. Verifies checksums of the entry. Prints a note about the modules that were unpacked.
Result<Loaded> load(Volume& volume, std::span<boot_entry::Setting const> settings, MemoryMap& memory, bool has_sse2);

} // namespace module_loader
