// SPDX-License-Identifier: BSD-2-Clause
// Types for addresses and disk positions, and literals for sizes.
#pragma once

#include <compare>
#include <cstdint>

// A physical address, as in page tables, BIOS calls and the memory map.
struct PhysAddr {
    std::uint64_t value = 0;

    constexpr auto operator<=>(PhysAddr const&) const = default;
    friend constexpr PhysAddr operator+(PhysAddr address, std::uint64_t bytes) { return {address.value + bytes}; }
    friend constexpr std::uint64_t operator-(PhysAddr end, PhysAddr begin) { return end.value - begin.value; }
};

// A virtual address, valid once paging is on.
struct VirtAddr {
    std::uint64_t value = 0;

    constexpr auto operator<=>(VirtAddr const&) const = default;
    friend constexpr VirtAddr operator+(VirtAddr address, std::uint64_t bytes) { return {address.value + bytes}; }
    friend constexpr std::uint64_t operator-(VirtAddr end, VirtAddr begin) { return end.value - begin.value; }
};

// A position on a disk, counted in sectors from its start (logical block address).
struct Lba {
    std::uint64_t value = 0;

    constexpr auto operator<=>(Lba const&) const = default;
    friend constexpr Lba operator+(Lba lba, std::uint64_t sectors) { return {lba.value + sectors}; }
    friend constexpr std::uint64_t operator-(Lba end, Lba begin) { return end.value - begin.value; }
};

// A disk's sectors have 512, 1024, 2048 or 4096 bytes; where no disk is meant, a sector has 512.
inline constexpr std::uint32_t sector_size = 512;
inline constexpr std::uint32_t largest_sector_size = 4096;

constexpr bool is_sector_size(std::uint32_t bytes)
{
    return bytes >= sector_size && bytes <= largest_sector_size && (bytes & (bytes - 1)) == 0;
}

consteval std::uint64_t operator""_KiB(unsigned long long count)
{
    return count << 10;
}
consteval std::uint64_t operator""_MiB(unsigned long long count)
{
    return count << 20;
}
consteval std::uint64_t operator""_GiB(unsigned long long count)
{
    return count << 30;
}

inline constexpr std::uint64_t page_size = 4_KiB; // the processor's smallest

// `alignment` must be a power of two. round_up overflows to 0 if there is no such multiple: callers check numbers that
// come from outside.
template <typename Number>
constexpr Number round_down(Number number, std::uint64_t alignment)
{
    return static_cast<Number>(number & ~(alignment - 1));
}

template <typename Number>
constexpr Number round_up(Number number, std::uint64_t alignment)
{
    return round_down(static_cast<Number>(number + (alignment - 1)), alignment);
}
