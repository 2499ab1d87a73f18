// Opens packed files.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/file.hpp"

#include <string_view>

namespace packed {

// Opens the file in `file`, for which is_packed() is true. Reads all of `file` into memory from `memory` of kind
// `loader`, and prints the content's size. The result is valid until the next call.
// Errors: those of the file and the frame; packed_too_large if the content is larger than the usable memory.
Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path);

} // namespace packed
