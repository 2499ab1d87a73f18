// SPDX-License-Identifier: BSD-2-Clause
// The last step before a Multiboot kernel: moves its parts to their addresses, which may be where the loader is, and
// enters it.
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"
#include "longmode/gdt.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace multiboot {

struct Move {
    std::uint32_t to;
    std::uint32_t from; // 0: writes zeros
    std::uint32_t size;
};

// All that is needed while the moves overwrite the loader. It lies outside of all places that they write to, and they read
// from none of these.
struct Start {
    static constexpr std::size_t most_moves = 2 * 64 + 1;
    static constexpr std::size_t code_room = 256;

    std::array<std::byte, code_room> code; // a copy of start.asm's
    std::array<gdt::Descriptor, 4> gdt;    // code is 10h, data is 18h
    std::uint16_t gdt_limit;
    std::uint32_t gdt_base;
    std::uint16_t idt_limit; // the BIOS's interrupt vector table
    std::uint32_t idt_base;
    std::uint32_t magic, information, entry, stack;
    std::uint32_t move_count;
    std::array<Move, most_moves> moves;
} __attribute__((packed));

// The stack with which the kernel starts is this large, at least. The specification asks for none, but some kernels use
// it.
inline constexpr std::uint32_t stack_size = 16 << 10;

// Fills in all but the last three lines, for its place in memory.
void prepare(Start& start);

// Performs the moves and enters the kernel. There must be no BIOS call afterwards.
[[noreturn]] void run(Start const& start);

} // namespace multiboot
