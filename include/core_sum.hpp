// SPDX-License-Identifier: BSD-2-Clause
// The checksum by which stage 1 verifies stage 2's core: one word, into which each dword is mixed.
// stage1/mbr.asm computes it in five instructions a dword, and has no room for more; here are the same steps for the
// programs that prepare its start value and that look at disks.
//
// Each step can be undone, so a change of a single dword always changes the result, however many of its bits change. Of
// other random damage it misses one in 2^32, like CRC-32 (tests/unit/include/core_sum_test.cpp tries both). Unlike
// CRC-32, it is not certain to find two changed bits: a change of bit 31 of one dword and of bit 4 of the next one is lost.
#pragma once

#include "include/bytes.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

namespace core_sum {

inline constexpr std::uint32_t multiplier = 0x9E37'79B1; // odd, with its bits spread out
inline constexpr std::uint32_t rotation = 5;
inline constexpr std::uint32_t end_value = 0; // of the right core; its start value is never 0

// The sum after one more dword.
constexpr std::uint32_t add(std::uint32_t sum, std::uint32_t dword)
{
    return std::rotl(sum * multiplier, rotation) ^ dword;
}

// The sum before this dword was added.
constexpr std::uint32_t take_back(std::uint32_t sum, std::uint32_t dword)
{
    std::uint32_t inverse = multiplier; // Newton: each step doubles the number of correct bits, of which three are
    for (int step = 0; step < 4; ++step)
        inverse *= 2 - multiplier * inverse;
    return std::rotr(sum ^ dword, rotation) * inverse;
}
static_assert(take_back(add(0x1234'5678, 0x9ABC'DEF0), 0x9ABC'DEF0) == 0x1234'5678);

// The sum of whole dwords, from `start` on.
constexpr std::uint32_t of(Bytes bytes, std::uint32_t start)
{
    auto sum = start;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(Le32))
        sum = add(sum, *read_at<Le32>(bytes, at));
    return sum;
}

// The start value from which exactly these bytes, whole dwords, lead to end_value.
constexpr std::uint32_t start_for(Bytes bytes)
{
    auto sum = end_value;
    for (auto at = bytes.size(); at != 0; at -= sizeof(Le32))
        sum = take_back(sum, *read_at<Le32>(bytes, at - sizeof(Le32)));
    return sum;
}

} // namespace core_sum
