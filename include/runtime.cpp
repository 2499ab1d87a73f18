// SPDX-License-Identifier: BSD-2-Clause
// The functions that the compiler and the C++ library call in freestanding programs, for stage 2 and for the kernel.
// GCC manual, "Language Standards Supported" (memcpy, memmove, memset, memcmp); std::string_view (strlen, memchr).
//
// The loops use volatile bytes: otherwise the compiler replaces each loop by a call of the function that contains it.
#include "include/code_size.hpp"

#include <cstddef>
#include <cstdint>

extern "C" void* memcpy(void* destination, void const* source, std::size_t size)
{
    auto* to = destination;
    auto dwords = size / 4;
    auto bytes = size % 4;
    asm volatile("rep movsl" : "+D"(to), "+S"(source), "+c"(dwords) : : "memory");
    asm volatile("rep movsb" : "+D"(to), "+S"(source), "+c"(bytes) : : "memory");
    return destination;
}

extern "C" void* memmove(void* destination, void const* source, std::size_t size)
{
    auto* const to = static_cast<std::byte*>(destination);
    auto const* const from = static_cast<std::byte const*>(source);
    if (to <= from || to >= from + size)
        return memcpy(destination, source, size);
    while (size-- > 0)
        const_cast<std::byte volatile&>(to[size]) = from[size];
    return destination;
}

extern "C" void* memset(void* destination, int value, std::size_t size)
{
    auto* to = destination;
    asm volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
    return destination;
}

extern "C" int memcmp(void const* left, void const* right, std::size_t size)
{
    auto const* const a = static_cast<std::uint8_t const volatile*>(left);
    auto const* const b = static_cast<std::uint8_t const volatile*>(right);
    for (std::size_t i = 0; i < size; ++i)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

extern "C" OUT_OF_LINE std::size_t strlen(char const* words)
{
    std::size_t length = 0;
    while (static_cast<char const volatile*>(words)[length] != '\0')
        ++length;
    return length;
}

extern "C" void* memchr(void const* bytes, int value, std::size_t size)
{
    auto const* const from = static_cast<std::uint8_t const volatile*>(bytes);
    for (std::size_t i = 0; i < size; ++i)
        if (from[i] == static_cast<std::uint8_t>(value))
            return const_cast<std::uint8_t*>(from + i);
    return nullptr;
}
