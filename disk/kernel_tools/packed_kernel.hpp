// Kernels in packed files, as the loader unpacks them.
#pragma once

#include "include/bytes.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace packed_kernel {

struct File {
    std::vector<std::byte> content; // what is packed, or the file itself
    std::size_t packed_size;        // bytes; 0 when the file is not packed
};

// Reads a file, and unpacks it by the loader's own code. Refuses what is damaged.
File read(std::string const& path);

// An LZ4 frame with the content's size and checksum, as `lz4 -12 --content-size` makes it.
std::vector<std::byte> pack(Bytes content);

// A sentence for the user where packing costs more than it saves: the loader reads only what is loaded of a file that is
// not packed. Empty where that is not so. `loaded` is the number of bytes that are loaded.
std::string advice(File const& file, std::size_t loaded);

} // namespace packed_kernel
