// SPDX-License-Identifier: BSD-2-Clause
// The checksum of a whole file in the `checksum` lines of boot entries: the wide sum (wide_sum.hpp) of the file's bytes
// with zeros up to the next multiple of a block, and of one more block, which begins with the size as 64 bits.
#pragma once

#include "include/bytes.hpp"
#include "stage2/checksums/wide_sum.hpp"

#include <cstdint>

class FileSum {
public:
    explicit FileSum(wide_sum::Add* method) : sum_{method} {}

    // Adds the next bytes of the file. All pieces but the last are multiples of wide_sum::block_size. With add_by_sse2,
    // they are aligned to 16 bytes.
    void add(Bytes piece);

    // The checksum of the pieces added so far. Call it once.
    std::uint32_t value();

private:
    void add_short(Bytes rest);

    wide_sum::Checksum sum_;
    std::uint64_t size_ = 0;
};
