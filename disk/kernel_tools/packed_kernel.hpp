// Kernels in packed files, as the loader unpacks them.
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace packed_kernel {

struct File {
    std::vector<std::byte> content; // the unpacked content, or the file itself
    std::size_t packed_size;        // bytes; 0 if the file is not packed
};

// Reads a file, and unpacks it with the loader's own code. Refuses a damaged file.
File read(std::string const& path);

// Makes an LZ4 frame with the content's size and checksum, as `lz4 -12 --content-size` does.
std::vector<std::byte> pack(Bytes content);

// A sentence for the user if packing costs more than it saves: of an unpacked file the loader reads only the loaded
// bytes. Otherwise empty. `loaded` is the number of loaded bytes.
std::string advice(File const& file, std::size_t loaded);

} // namespace packed_kernel
