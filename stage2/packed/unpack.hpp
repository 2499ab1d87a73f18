// Opening a file that may be packed.
#pragma once

#include "include/result.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/file.hpp"

#include <string_view>

namespace packed {

// The file packed in `file`, which starts as is_packed() says. Reads all of it into memory from `memory`; what it takes
// belongs to the loader. Says how large the content is before that. The result lives until the next call.
// Errors: those of the file and the frame; packed_too_large when the content could not fit into the machine's memory.
Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path);

} // namespace packed
