// Opens packed files.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <string_view>

namespace packed {

// Opens the file in `file`, for which is_packed() is true. Reads all of `file` into memory from `memory` of kind
// `loader`, and prints the content's size. The result is valid until the next call.
// Errors: those of the file and the frame; packed_too_large if the content is larger than the usable memory.
Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path);

// What was packed, in memory.
struct Content {
    PhysAddr place;     // where a page begins; 0 when there is nothing
    std::uint64_t size; // bytes
};

// Unpacks all of `file` straight to pages of this kind from `memory`, with zeros up to the end of the last one. The
// memory of the packed bytes is usable again afterwards. A NUL stands behind `path`.
// Errors: packed_not_lz4 when the file does not start as is_packed() says; out_of_memory; and those of unpack().
Result<Content> unpack_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path);

} // namespace packed
