// SPDX-License-Identifier: BSD-2-Clause
// CRC-32C by the CRC32 instruction or with four tables. RFC 3720 (12.1); Intel SDM Vol. 2, "CRC32".
#include "stage2/checksums/crc32c.hpp"

#include "stage2/checksums/sliced_crc.hpp"

#include <cstddef>

namespace crc32c {
namespace {

constexpr std::uint32_t polynomial = 0x82F6'3B78; // 11EDC6F41h, bits reflected, without the highest

sliced_crc::Tables tables; // only processors without the instruction need them

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
    auto const* next = reinterpret_cast<std::uint8_t const*>(bytes.data()); // a checked index would double the cost
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
    if (method_ == Method::table && !sliced_crc::is_filled(tables))
        sliced_crc::fill(tables, polynomial);
}

void Checksum::add(Bytes bytes)
{
    if (has_instruction && method_ == Method::instruction)
        remainder_ = by_instruction(remainder_, bytes);
    else
        remainder_ = sliced_crc::add(tables, remainder_, bytes);
}

} // namespace crc32c
