// CRC-32C by the CRC32 instruction or with four tables. RFC 3720 (12.1); Intel SDM Vol. 2, "CRC32".
#include "stage2/checksums/crc32c.hpp"

#include <array>
#include <cstddef>

namespace crc32c {
namespace {

constexpr std::uint32_t polynomial = 0x82F6'3B78; // 11EDC6F41h, bits reflected, without the highest

// tables[n][b] is the remainder of byte b followed by n zero bytes. Computed at run time: 4 KiB of zeros take no space
// in the image, and only processors without the instruction need the tables.
using Tables = std::array<std::array<std::uint32_t, 256>, 4>;
Tables tables;

void fill(Tables& all)
{
    // Remainders are linear: the remainder of a byte is the XOR of the remainders of its bits.
    auto& first = all[0];
    std::uint32_t of_bit = 1;
    for (std::size_t bit = 128; bit > 0; bit /= 2) {
        of_bit = of_bit >> 1 ^ (of_bit & 1 ? polynomial : 0);
        for (std::size_t base = 0; base < 256; base += 2 * bit)
            first[base + bit] = first[base] ^ of_bit;
    }
    for (std::size_t zeros = 1; zeros < all.size(); ++zeros)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            auto const before = all[zeros - 1][byte];
            all[zeros][byte] = before >> 8 ^ first[before & 0xFF];
        }
}

// Raw pointers, here and below: these loops process each byte of a kernel, and a checked index would double their cost.
inline std::uint32_t word_by_table(std::uint32_t remainder, std::uint8_t const* bytes)
{
    auto const* const table = tables[0].data();
    std::uint32_t word;
    __builtin_memcpy(&word, bytes, sizeof word); // the loader and its hosts are little-endian
    word ^= remainder;
    return table[768 + (word & 0xFF)] ^ table[512 + (word >> 8 & 0xFF)] ^ table[256 + (word >> 16 & 0xFF)] ^
           table[word >> 24];
}

std::uint32_t by_table(std::uint32_t remainder, Bytes bytes)
{
    auto const* next = reinterpret_cast<std::uint8_t const*>(bytes.data());
    auto const* const end = next + bytes.size();
    for (; end - next >= 16; next += 16)
#pragma GCC unroll 4
        for (int i = 0; i < 16; i += 4)
            remainder = word_by_table(remainder, next + i);
    for (; next != end; ++next)
        remainder = remainder >> 8 ^ tables[0].data()[(remainder ^ *next) & 0xFF];
    return remainder;
}

#if defined(__i386__) || defined(__x86_64__)

// As wide as a register, and allowed to alias any object.
using Word [[gnu::may_alias]] = std::uintptr_t;

inline std::uintptr_t crc32_byte(std::uintptr_t remainder, std::uint8_t byte)
{
    auto result = static_cast<std::uint32_t>(remainder);
    asm("crc32b %1, %0" : "+r"(result) : "qm"(byte));
    return result;
}

inline std::uintptr_t crc32_word(std::uintptr_t remainder, Word const& word)
{
#if defined(__x86_64__)
    asm("crc32q %1, %0" : "+r"(remainder) : "m"(word));
#else
    asm("crc32l %1, %0" : "+r"(remainder) : "m"(word));
#endif
    return remainder;
}

std::uint32_t by_instruction(std::uint32_t start, Bytes bytes)
{
    constexpr std::ptrdiff_t words_per_round = 32; // so that the loop overhead is small
    std::uintptr_t remainder = start;
    auto const* next = reinterpret_cast<std::uint8_t const*>(bytes.data());
    auto const* const end = next + bytes.size();
    while (next != end && reinterpret_cast<std::uintptr_t>(next) % sizeof(Word) != 0)
        remainder = crc32_byte(remainder, *next++);
    auto rounds = (end - next) / (words_per_round * static_cast<std::ptrdiff_t>(sizeof(Word)));
    for (; rounds != 0; --rounds, next += words_per_round * sizeof(Word)) {
        auto const* const words = reinterpret_cast<Word const*>(next);
#pragma GCC unroll 32
        for (std::ptrdiff_t i = 0; i < words_per_round; ++i)
            remainder = crc32_word(remainder, words[i]);
    }
    while (next != end)
        remainder = crc32_byte(remainder, *next++);
    return static_cast<std::uint32_t>(remainder);
}

constexpr bool has_instruction = true;

#else

std::uint32_t by_instruction(std::uint32_t, Bytes);
constexpr bool has_instruction = false; // a host other than x86: its tools use the tables

#endif

} // namespace

Checksum::Checksum(Method method) : method_(has_instruction ? method : Method::table)
{
    if (method_ == Method::table && tables[0][1] == 0)
        fill(tables);
}

void Checksum::add(Bytes bytes)
{
    if (has_instruction && method_ == Method::instruction)
        remainder_ = by_instruction(remainder_, bytes);
    else
        remainder_ = by_table(remainder_, bytes);
}

} // namespace crc32c
