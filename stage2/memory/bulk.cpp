// SPDX-License-Identifier: BSD-2-Clause
// Copies and clears memory with the string instructions. Intel SDM Vol. 2, "STOS".
#include "stage2/memory/bulk.hpp"

// memcpy, under a name that the compiler does not replace by inline instructions.
extern "C" void* call_memcpy(void* destination, void const* source, std::size_t size) asm("memcpy");

namespace bulk {

void copy(MutableBytes destination, Bytes source)
{
    call_memcpy(destination.data(), source.first(destination.size()).data(), destination.size());
}

void clear(MutableBytes destination)
{
    auto* to = destination.data();
    auto dwords = destination.size() / 4;
    auto bytes = destination.size() % 4;
    asm volatile("rep stosl" : "+D"(to), "+c"(dwords) : "a"(0) : "memory");
    asm volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(0) : "memory");
}

void repeat(std::byte* to, std::size_t offset, std::size_t size)
{
    auto const* from = to - offset;
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

} // namespace bulk
