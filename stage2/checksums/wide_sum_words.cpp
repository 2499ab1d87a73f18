// SPDX-License-Identifier: BSD-2-Clause
// The wide sum's rounds on any processor.
#include "stage2/checksums/wide_sum.hpp"

namespace wide_sum {

namespace {

struct Vector {
    std::uint64_t low, high;
};

Vector operator+(Vector const& left, Vector const& right)
{
    return {left.low + right.low, left.high + right.high};
}

Vector operator^(Vector const& left, Vector const& right)
{
    return {left.low ^ right.low, left.high ^ right.high};
}

Vector operator>>(Vector const& vector, int bits)
{
    return {vector.low >> bits, vector.high >> bits};
}

Vector with_words_moved_down(Vector const& vector)
{
    return {vector.low >> 32 | vector.high << 32, vector.high >> 32 | vector.low << 32};
}

} // namespace

void add_by_words(State& state, std::byte const* blocks, std::size_t count)
{
    constexpr std::size_t round_size = 64;
    std::array<Vector, 4> vectors, taken;
    __builtin_memcpy(&vectors, &state, sizeof vectors); // the loader and its hosts are little-endian
    auto& [a, b, c, d] = vectors;
    for (auto const* const end = blocks + count * block_size; blocks != end; blocks += round_size) {
        __builtin_memcpy(&taken, blocks, sizeof taken);
        for (std::size_t i = 0; i < vectors.size(); ++i)
            vectors[i] = vectors[i] + taken[i];
        d = d ^ d >> 29;
        a = with_words_moved_down(a);
        b = b + a;
        c = c ^ b;
        d = d + c;
        a = a ^ d;
    }
    __builtin_memcpy(&state, &vectors, sizeof state);
}

} // namespace wide_sum
