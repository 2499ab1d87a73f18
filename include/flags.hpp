// Type-safe flag enums: `is_flags<E> = true` gives the enum | & ~ and has(), and nothing else gives it those.
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

// True when every bit of `wanted` is set in `flags`.
template <Flags T>
constexpr bool has(T flags, T wanted)
{
    return (flags & wanted) == wanted;
}
