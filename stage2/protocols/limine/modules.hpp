// SPDX-License-Identifier: BSD-2-Clause
// The files that the kernel gets: those that it asks for itself, and those of the boot entry. The Limine Boot Protocol,
// "Module Feature".
#pragma once

#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/protocols/limine/internal_modules.hpp"
#include "stage2/protocols/limine/kernel_image.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace limine {

struct Module {
    std::string_view path;         // begins with '/', or is FARJUMP_BOOT_STATE_MODULE
    std::string_view string;       // of the entry; empty for internal modules
    std::uint64_t internal_string; // its address in the kernel; 0: `string` counts
    PhysAddr place;                // whole pages of its own
    std::uint64_t size;
};

struct Modules {
    std::span<Module const> list; // internal ones, then those of the entry in its order, then that of a counted boot
    std::uint64_t size;
    bool verified; // each has a checksum in the entry
};

using ModuleList = std::array<Module, most_modules>;

// Loads all; the result is in `list`. A missing internal module that the kernel does not require is left out. Errors:
// limine_module_missing,
// limine_module_invalid, limine_module_hash, limine_too_many_modules, and those of files.
Result<Modules> load_modules(Boot& boot, KernelImage const& kernel, ModuleList& list);

} // namespace limine
