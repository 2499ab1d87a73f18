// SPDX-License-Identifier: BSD-2-Clause
// LZ4 blocks for stage2/unpack.asm. lz4, "LZ4 Block Format Description".
#pragma once

#include <span>
#include <vector>

namespace lz4_block {

// Appends the block of `content`, which has at least one byte.
void append(std::vector<char>& result, std::span<char const> content);

} // namespace lz4_block
