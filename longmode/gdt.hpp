// SPDX-License-Identifier: BSD-2-Clause
// The segment descriptors of all processor modes that farjump uses, checked at compile time.
// Intel SDM Vol. 3A, "Segment Descriptors" (3.4.5) and "Code- and Data-Segment Descriptor Types" (3.4.5.1).
#pragma once

#include "include/code_size.hpp"
#include "include/layout.hpp"
#include "include/x86/descriptors.hpp"

#include <array>
#include <cstdint>

namespace gdt {

using Descriptor = std::uint64_t;

enum class Kind { code, data };
enum class Width { bits16, bits32, bits64 };

// A ring-0 segment at `base`: 64 KiB long if it is 16-bit, otherwise 4 GiB (64-bit code ignores both).
constexpr Descriptor segment(Kind kind, Width width, std::uint32_t base = 0)
{
    std::uint64_t const limit = width == Width::bits16 ? 0xFFFF : 0xFFFFF;
    std::uint64_t const access = kind == Kind::code ? 0x9B : 0x93; // P, S, type: accessed, readable or writable
    std::uint64_t const flags = width == Width::bits16   ? 0x0
                                : width == Width::bits32 ? 0xC  // G, D/B
                                                         : 0xA; // G, L
    return (limit & 0xFFFF) | std::uint64_t{base & 0xFFFFFF} << 16 | access << 40 | (limit >> 16) << 48 | flags << 52 |
           std::uint64_t{base >> 24} << 56;
}

static_assert(segment(Kind::code, Width::bits64) == 0x00AF9B000000FFFF);
static_assert(segment(Kind::code, Width::bits32) == 0x00CF9B000000FFFF);
static_assert(segment(Kind::data, Width::bits32) == 0x00CF93000000FFFF);
static_assert(segment(Kind::code, Width::bits16, 0x10000) == 0x00009B010000FFFF);

// The value of a segment register: the descriptor's offset in the table.
enum class Selector : std::uint16_t {
    null = 0x00,
    code64 = 0x08,
    data32 = 0x10,
    code32 = 0x18,
    code16 = 0x20, // base STAGE2_BASE, like CS = STAGE2_SEGMENT in real mode
    data16 = 0x28, // has the 64 KiB limits for the return to real mode
    task = 0x30,   // takes two entries
};

inline constexpr std::array<Descriptor, 8> table{
    0,
    segment(Kind::code, Width::bits64),
    segment(Kind::data, Width::bits32),
    segment(Kind::code, Width::bits32),
    segment(Kind::code, Width::bits16, layout::stage2_base),
    segment(Kind::data, Width::bits16),
    0,
    0, // task state segment: describe_task() below
};

constexpr Descriptor at(Selector selector)
{
    return table[static_cast<std::uint16_t>(selector) / sizeof(Descriptor)];
}
static_assert(at(Selector::code64) == 0x00AF9B000000FFFF && at(Selector::code32) == 0x00CF9B000000FFFF);
static_assert(at(Selector::data32) == 0x00CF93000000FFFF && at(Selector::data16) == 0x000093000000FFFF);

// Writes the descriptor of the task state segment at `base` into `copy`.
OUT_OF_LINE inline void describe_task(std::array<Descriptor, table.size()>& copy, std::uint64_t base)
{
    auto const place = static_cast<std::uint16_t>(Selector::task) / sizeof(Descriptor);
    auto const [low, high] = x86::task_descriptor(base);
    copy[place] = low;
    copy[place + 1] = high;
}

// The loader's table: gdt.cpp.
extern "C" std::array<Descriptor, table.size()> gdt_table;

// The operand of LGDT and LIDT in real mode and in 32-bit mode.
struct [[gnu::packed]] Pointer32 {
    std::uint16_t limit; // size in bytes, minus 1
    void const* base;
};

} // namespace gdt
