// Modules: the files that a boot entry names for its kernel, each read straight to pages of its own.
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/volume.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace module_loader {

struct Loaded {
    farjump::Modules list;
    std::uint64_t bytes_read;
};

// Takes memory for the files, and for the list with its names, from `memory`. The volume's root is where a path without
// a '/' in front starts, too.
Result<Loaded> load(Volume& volume, std::span<std::string_view const> paths, MemoryMap& memory);

} // namespace module_loader
