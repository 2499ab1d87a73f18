// SPDX-License-Identifier: BSD-2-Clause
// Kernels in packed files, as the loader unpacks them.
#pragma once

#include "include/bytes.hpp"
#include "stage2/packed/formats.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace packed_kernel {

// The packed file.
struct Packing {
    packed::Format format;
    std::size_t size; // bytes
};

struct File {
    std::vector<std::byte> content; // the unpacked content, or the file itself
    std::optional<Packing> packing; // nullopt if the file is not packed
};

// Reads a file, and unpacks it with the loader's own code. Refuses a damaged file.
File read(std::string const& path);

// Packs as `lz4 -12 --content-size` or `gzip -9n` does.
std::vector<std::byte> pack(Bytes content, packed::Format format);

// A sentence for the user if packing costs more than it saves: of an unpacked file the loader reads only the loaded
// bytes. Otherwise empty. `loaded` is the number of loaded bytes.
std::string advice(File const& file, std::size_t loaded);

} // namespace packed_kernel
