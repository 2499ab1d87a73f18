// SPDX-License-Identifier: BSD-2-Clause
// Divides a file into the wide sum's blocks.
#include "stage2/checksums/file_sum.hpp"

#include <algorithm>

void FileSum::add(Bytes piece)
{
    size_ += piece.size();
    auto const blocks = piece.size() / wide_sum::block_size;
    sum_.add(piece.data(), blocks);
    if (auto const rest = piece.subspan(blocks * wide_sum::block_size); !rest.empty())
        add_short(rest);
}

std::uint32_t FileSum::value()
{
    Le64 const size{size_};
    add_short(std::as_bytes(std::span(&size, 1)));
    return sum_.value();
}

void FileSum::add_short(Bytes rest)
{
    alignas(16) static std::byte block[wide_sum::block_size]; // static: the loader's stack is aligned to 4 bytes only
    std::ranges::fill(block, std::byte{0});
    std::ranges::copy(rest, block);
    sum_.add(block, 1);
}
