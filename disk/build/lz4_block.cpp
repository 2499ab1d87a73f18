// SPDX-License-Identifier: BSD-2-Clause
// Packs by the lz4 library.
#include "disk/build/lz4_block.hpp"

#include <lz4hc.h>

namespace lz4_block {

void append(std::vector<char>& result, std::span<char const> content)
{
    auto const begin = result.size();
    auto const size = static_cast<int>(content.size());
    result.resize(begin + static_cast<std::size_t>(LZ4_compressBound(size)));
    auto const block_size = LZ4_compress_HC(content.data(), &result[begin], size,
                                            static_cast<int>(result.size() - begin), LZ4HC_CLEVEL_MAX);
    result.resize(begin + static_cast<std::size_t>(block_size));
}

} // namespace lz4_block
