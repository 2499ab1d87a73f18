// SPDX-License-Identifier: BSD-2-Clause
// The functions that the compiler calls, and the relocation of an image that the loader moved.

#include "tests/guests/multiboot/answer.hpp"

extern "C" {

void* memcpy(void* to, void const* from, std::size_t size)
{
    void* const begin = to;
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
    return begin;
}

void* memset(void* to, int byte, std::size_t size)
{
    void* const begin = to;
    asm volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(byte) : "memory");
    return begin;
}

int memcmp(void const* one, void const* other, std::size_t size)
{
    auto const* a = static_cast<unsigned char const*>(one);
    auto const* b = static_cast<unsigned char const*>(other);
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i])
            return a[i] - b[i];
    return 0;
}

struct Relocation {
    std::uint32_t offset, info;
};
#pragma GCC visibility push(hidden)
extern Relocation const relocations_begin[], relocations_end[];
#pragma GCC visibility pop

// Adds the distance from the linked to the real address to each absolute address. "System V Application Binary
// Interface, Intel386 Architecture Processor Supplement", "Relocation" (4-22): all are R_386_RELATIVE.
void relocate()
{
    auto const distance = guest::address_of(guest::image_begin) - guest::expectation.link_base;
    for (auto const* each = relocations_begin; each < relocations_end; ++each) {
        auto* const word = reinterpret_cast<std::uint32_t*>(each->offset + distance);
        *word += distance;
    }
}
}
