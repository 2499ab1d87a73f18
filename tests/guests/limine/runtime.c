// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/limine/runtime.h"

/* Volatile, so that the compiler does not make calls of these functions out of their own loops. */
void* memset(void* to, int byte, size_t size)
{
    for (size_t i = 0; i < size; ++i)
        ((u8 volatile*)to)[i] = (u8)byte;
    return to;
}

void* memcpy(void* to, void const* from, size_t size)
{
    for (size_t i = 0; i < size; ++i)
        ((u8 volatile*)to)[i] = ((u8 const*)from)[i];
    return to;
}

int memcmp(void const* a, void const* b, size_t size)
{
    u8 const *x = a, *y = b;
    for (size_t i = 0; i < size; ++i)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

int same(char const* a, char const* b)
{
    while (*a && *a == *b)
        ++a, ++b;
    return *a == *b;
}

u64 number(char const* text)
{
    u64 value = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        value = value * 10 + (u64)(*text - '0');
    return value;
}

u8 sum(u8 const* bytes, u64 size)
{
    u8 total = 0;
    while (size--)
        total = (u8)(total + *bytes++);
    return total;
}

u32 get32(u8 const* bytes)
{
    return (u32)bytes[0] | (u32)bytes[1] << 8 | (u32)bytes[2] << 16 | (u32)bytes[3] << 24;
}
u64 get64(u8 const* bytes)
{
    return get32(bytes) | (u64)get32(bytes + 4) << 32;
}
