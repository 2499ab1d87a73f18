// SPDX-License-Identifier: BSD-2-Clause
// The wide sum's rounds by SSE2, and its end.
#include "stage2/checksums/wide_sum.hpp"

#include "stage2/checksums/vector_registers.hpp"

#include <bit>

namespace wide_sum {

#if defined(__i386__) || defined(__x86_64__)

// `at`: the offset of the round's bytes. 0x39 moves the words 1, 2, 3, 0 to 0, 1, 2, 3.
#define ROUND(at)                                                                   \
    "paddq " at " + 0(%[blocks]), %%xmm0\n paddq " at " + 16(%[blocks]), %%xmm1\n"  \
    "paddq " at " + 32(%[blocks]), %%xmm2\n paddq " at " + 48(%[blocks]), %%xmm3\n" \
    "movdqa %%xmm3, %%xmm4\n psrlq $29, %%xmm4\n pxor %%xmm4, %%xmm3\n"             \
    "pshufd $0x39, %%xmm0, %%xmm0\n"                                                \
    "paddq %%xmm0, %%xmm1\n pxor %%xmm1, %%xmm2\n paddq %%xmm2, %%xmm3\n pxor %%xmm3, %%xmm0\n"

#define LOAD_STATE                                               \
    "movdqu 0(%[state]), %%xmm0\n movdqu 16(%[state]), %%xmm1\n" \
    "movdqu 32(%[state]), %%xmm2\n movdqu 48(%[state]), %%xmm3\n"
#define STORE_STATE                                              \
    "movdqu %%xmm0, 0(%[state])\n movdqu %%xmm1, 16(%[state])\n" \
    "movdqu %%xmm2, 32(%[state])\n movdqu %%xmm3, 48(%[state])\n"

void add_by_sse2(State& state, std::byte const* blocks, std::size_t count)
{
    static_assert(block_size == 128);
    asm volatile(LOAD_STATE "1:\n" ROUND("0") ROUND("64") "sub $-128, %[blocks]\n dec %[count]\n jnz 1b\n" STORE_STATE
                 : [blocks] "+r"(blocks), [count] "+r"(count)
                 : [state] "r"(state.data())
                 : "memory", "cc" CLOBBERS_VECTORS);
}

#endif

std::uint32_t Checksum::value() const
{
    std::uint32_t sum = 0;
    for (auto const word : state_)
        sum = std::rotl(sum + word * prime2, 13) * prime1;
    return sum;
}

} // namespace wide_sum
