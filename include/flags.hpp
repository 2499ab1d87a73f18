// SPDX-License-Identifier: BSD-2-Clause
// Type-safe flag enums: `is_flags<E> = true` defines | & ~ and has() for the enum E.
#pragma once

#include <type_traits>
#include <utility>

template <typename T>
inline constexpr bool is_flags = false;

template <typename T>
concept Flags = std::is_enum_v<T> && is_flags<T>;

template <Flags T>
constexpr T operator|(T a, T b)
{
    return static_cast<T>(std::to_underlying(a) | std::to_underlying(b));
}

template <Flags T>
constexpr T operator&(T a, T b)
{
    return static_cast<T>(std::to_underlying(a) & std::to_underlying(b));
}

template <Flags T>
constexpr T operator~(T a)
{
    return static_cast<T>(~std::to_underlying(a));
}

// True if `flags` contains every bit of `wanted`.
template <Flags T>
constexpr bool has(T flags, T wanted)
{
    return (flags & wanted) == wanted;
}
