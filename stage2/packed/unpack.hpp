// SPDX-License-Identifier: BSD-2-Clause
// Opens packed kernels and modules, which are files of the boot volume, in each format of formats.hpp. stage2/unpack.asm
// unpacks the loader's own parts instead, stage 2 and the annex: LZ4 blocks.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/packed/formats.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace packed {

// Opens the file in `file`; returns `file` itself if it is not packed. Reads all of a packed file into memory from
// `memory` of kind `loader`, and prints the content's size. The result is valid until the next call.
// Errors: those of the file and its format; packed_too_large if the content is larger than the usable memory.
Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path);

// The unpacked content in memory.
struct Content {
    PhysAddr place;               // page-aligned; 0 if the content is empty
    std::uint64_t size;           // bytes
    std::optional<Format> format; // of the packed file; nullopt if it was not packed
};

// Unpacks all of `file` directly to pages of this kind from `memory`, and clears the rest of the last page. The memory
// of the packed bytes is usable again afterwards. A NUL must follow `path`.
// Errors: packed_format_unknown if is_packed() is false for the file; out_of_memory; and those of unpack().
Result<Content> unpack_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path);

// The annex's part of packed files: stage2/annex/parts.hpp.
struct EntryPoints {
    decltype(packed::unpack)* unpack;
    decltype(packed::unpack_to_pages)* unpack_to_pages;
};
extern EntryPoints const entry_points;

} // namespace packed
