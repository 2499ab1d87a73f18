// SPDX-License-Identifier: BSD-2-Clause
// The initrds of a boot entry. Linux, "The Linux/x86 Boot Protocol", "The Loader Configuration"; Linux,
// "Documentation/driver-api/early-userspace/buffer-format.rst".
#pragma once

#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/memory/search.hpp"

#include <cstdint>

namespace linux_boot {

// All initrds of an entry in memory, one behind the other. Each begins at a multiple of 4 bytes, with zeros before it.
struct Initrds {
    PhysAddr place;     // page-aligned; 0 if there is none
    std::uint64_t size; // bytes, without any padding behind the last one
    std::uint32_t count;
    bool verified; // each has a checksum in the entry
};

// Loads the files that `initrd` and `module` name to the highest place within the bounds, and verifies their checksums.
// Words that begin with '$' are left out, with a note: only GRUB expands them.
// Errors: linux_initrds_too_large, linux_initrds_too_many, linux_unpack_module; those of files and checksums.
Result<Initrds> load_initrds(Boot& boot, memory_search::Bounds bounds);

} // namespace linux_boot
