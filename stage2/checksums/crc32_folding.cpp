// SPDX-License-Identifier: BSD-2-Clause
// Folds 64 bytes at a time into four vectors, these into one, and leaves its 16 bytes to the tables.
#include "stage2/checksums/crc32_folding.hpp"

#include "stage2/checksums/crc32.hpp"
#include "stage2/checksums/vector_registers.hpp"

#include <array>

namespace crc32 {

namespace {

constexpr std::size_t block_size = 64;

// Remainders of powers of x, their bits reflected: x^(distance + 32) and x^(distance - 32), for the distance in bits over
// which a vector is moved.
using Multipliers = std::array<std::uint64_t, 2>;
constexpr Multipliers over_512_bits{0x1'5444'2BD4, 0x1'C6E4'1596};
constexpr Multipliers over_128_bits{0x1'7519'97D0, 0x0'CCAA'009E};

// Moves `vector` by the distance in xmm5 and adds `next`.
#define FOLD(vector, next)                                                                                \
    "movdqa " vector ", %%xmm4\n pclmulqdq $0x00, %%xmm5, " vector "\n pclmulqdq $0x11, %%xmm5, %%xmm4\n" \
    "pxor %%xmm4, " vector "\n" next
#define FOLD_BLOCK(vector, at) FOLD(vector, "movdqu " at "(%[bytes]), %%xmm4\n pxor %%xmm4, " vector "\n")
#define FOLD_INTO(vector, next) FOLD(vector, "pxor " vector ", " next "\n")

// Folds `count` blocks, at least one, to 16 bytes with the same remainder. `remainder` is added to the first four bytes.
void fold(std::array<std::byte, 16>& folded, std::byte const* bytes, std::size_t count, std::uint32_t remainder)
{
    asm volatile(
        "movd %[remainder], %%xmm4\n"
        "movdqu 0(%[bytes]), %%xmm0\n movdqu 16(%[bytes]), %%xmm1\n"
        "movdqu 32(%[bytes]), %%xmm2\n movdqu 48(%[bytes]), %%xmm3\n"
        "pxor %%xmm4, %%xmm0\n"
        "movdqu %[far], %%xmm5\n"
        "jmp 2f\n"
        "1:\n" FOLD_BLOCK("%%xmm0", "0") FOLD_BLOCK("%%xmm1", "16") FOLD_BLOCK("%%xmm2", "32")
            FOLD_BLOCK("%%xmm3", "48") "2: add $64, %[bytes]\n dec %[count]\n jnz 1b\n"
                                       "movdqu %[near], %%xmm5\n" FOLD_INTO("%%xmm0", "%%xmm1")
                                           FOLD_INTO("%%xmm1", "%%xmm2")
                                               FOLD_INTO("%%xmm2", "%%xmm3") "movdqu %%xmm3, 0(%[folded])\n"
        : [bytes] "+r"(bytes), [count] "+r"(count)
        : [folded] "r"(folded.data()), [remainder] "r"(remainder), [far] "m"(over_512_bits), [near] "m"(over_128_bits)
        : "memory", "cc" CLOBBERS_VECTORS);
}

} // namespace

std::uint32_t of_by_folding(Bytes bytes, std::uint32_t so_far)
{
    auto const count = bytes.size() / block_size;
    if (count == 0)
        return of(bytes, so_far);
    std::array<std::byte, 16> folded;
    fold(folded, bytes.data(), count, ~so_far);
    constexpr std::uint32_t empty = ~0u; // the result whose remainder is 0
    return of(bytes.subspan(count * block_size), of(folded, empty));
}

} // namespace crc32
