// SPDX-License-Identifier: BSD-2-Clause
// The checksum of a kernel's seal. Its state is four vectors of two 64-bit numbers; SSE2, which x86-64 processors have, adds 16 bytes to a vector with one instruction. A round takes 64 bytes: each vector adds 16 of them, and then the
// vectors are mixed so that the state before the round can be computed from the state behind it. So a change within one
// round always changes the state, and later rounds spread it over all vectors. The sum of the state is equal for one
// change in 2^32. Unlike a CRC, it guarantees no kind of change; tests/unit/checksums/wide_sum_test.cpp tries the kinds
// that occur.
//
// A round, with the vectors a, b, c, d and the numbers' additions modulo 2^64:
//
//   a += bytes 0 to 15, b += bytes 16 to 31, c += bytes 32 to 47, d += bytes 48 to 63
//   d ^= d >> 29, both numbers of the vector
//   a's four 32-bit words move down by one, and the lowest becomes the highest
//   b += a, c ^= b, d += c, a ^= d
//
// At the end the sixteen words of the state become one, as the lanes of XXH32 take words: Yann Collet, "XXH32 Algorithm
// Description" (xxHash, doc/xxhash_spec.md), "Accumulate lane".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wide_sum {

inline constexpr std::size_t block_size = 128; // two rounds

using State = std::array<std::uint32_t, 16>; // a, b, c, d; of each the lowest word first

// Adds `count` blocks, at least one.
using Add = void(State& state, std::byte const* blocks, std::size_t count);

// 27 instructions for a block. `blocks` is a multiple of 16; SSE instructions are allowed (CR4.OSFXSR).
void add_by_sse2(State& state, std::byte const* blocks, std::size_t count);

// The same on any processor and with any alignment.
void add_by_words(State& state, std::byte const* blocks, std::size_t count);

class Checksum {
public:
    explicit Checksum(Add* method) : method_(method) {}

    void add(std::byte const* blocks, std::size_t count)
    {
        if (count != 0)
            method_(state_, blocks, count);
    }

    // The checksum of all blocks added so far.
    std::uint32_t value() const;

private:
    static constexpr std::uint32_t prime1 = 0x9E3779B1, prime2 = 0x85EBCA77, prime3 = 0xC2B2AE3D, prime4 = 0x27D4EB2F;

    Add* method_;
    State state_{prime1, prime2, prime3, prime4}; // the other words are 0
};

} // namespace wide_sum
