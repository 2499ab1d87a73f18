// SPDX-License-Identifier: BSD-2-Clause
// CRCs with four tables.
#include "stage2/checksums/sliced_crc.hpp"

#include <cstddef>

namespace sliced_crc {
namespace {

// Raw pointers, here and below: these loops process each byte of a kernel, and a checked index would double their cost.
inline std::uint32_t add_word(std::uint32_t const* table, std::uint32_t remainder, std::uint8_t const* bytes)
{
    std::uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word); // the loader and its hosts are little-endian
    word ^= remainder;
    return table[768 + (word & 0xFF)] ^ table[512 + (word >> 8 & 0xFF)] ^ table[256 + (word >> 16 & 0xFF)] ^
           table[word >> 24];
}

} // namespace

void fill(Tables& tables, std::uint32_t polynomial)
{
    // Remainders are linear: the remainder of a byte is the XOR of the remainders of its bits.
    auto& first = tables[0];
    std::uint32_t of_bit = 1;
    for (std::size_t bit = 128; bit > 0; bit /= 2) {
        of_bit = of_bit >> 1 ^ (of_bit & 1 ? polynomial : 0);
        for (std::size_t base = 0; base < 256; base += 2 * bit)
            first[base + bit] = first[base] ^ of_bit;
    }
    for (std::size_t zeros = 1; zeros < tables.size(); ++zeros)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            auto const before = tables[zeros - 1][byte];
            tables[zeros][byte] = before >> 8 ^ first[before & 0xFF];
        }
}

std::uint32_t add(Tables const& tables, std::uint32_t remainder, Bytes bytes)
{
    auto const* const table = tables[0].data();
    auto const* next = reinterpret_cast<std::uint8_t const*>(bytes.data());
    auto const* const end = next + bytes.size();
    for (; end - next >= 16; next += 16)
#pragma GCC unroll 4
        for (int i = 0; i < 16; i += 4)
            remainder = add_word(table, remainder, next + i);
    for (; next != end; ++next)
        remainder = remainder >> 8 ^ table[(remainder ^ *next) & 0xFF];
    return remainder;
}

} // namespace sliced_crc
