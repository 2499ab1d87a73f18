// SPDX-License-Identifier: BSD-2-Clause
// Tables of 64-bit mode: the task state segment, gates of the IDT, the operand of LGDT and LIDT.
// Intel SDM Vol. 3A, "64-Bit Mode IDT" (6.14.1), "Task Management in 64-bit Mode" (7.7).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace x86 {

// In 64-bit mode a task state segment contains only stack pointers and the I/O map's offset.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0 = 0;
    std::array<std::uint64_t, 3> privilege_stacks{}; // RSP0 to RSP2
    std::uint64_t reserved1 = 0;
    std::array<std::uint64_t, 7> interrupt_stacks{}; // IST1 to IST7
    std::uint64_t reserved2 = 0;
    std::uint16_t reserved3 = 0;
    std::uint16_t io_map_base = sizeof(TaskState); // the segment's limit: no I/O map
};
static_assert(sizeof(TaskState) == 104 && offsetof(TaskState, interrupt_stacks) == 36);

// Its descriptor, of type "available": two GDT entries, of which 32-bit mode reads the first only.
constexpr std::array<std::uint64_t, 2> task_descriptor(std::uint64_t base)
{
    constexpr std::uint64_t present_available = 0x89ull << 40;
    return {(sizeof(TaskState) - 1) | (base & 0xFF'FFFF) << 16 | present_available | (base >> 24 & 0xFF) << 56,
            base >> 32};
}

struct Gate64 {
    std::uint16_t offset_low;
    std::uint16_t selector;
    std::uint8_t interrupt_stack; // IST; 0: the current stack
    std::uint8_t type;
    std::uint16_t offset_middle;
    std::uint32_t offset_high;
    std::uint32_t reserved;
};
static_assert(sizeof(Gate64) == 16);

constexpr Gate64 interrupt_gate(std::uint64_t handler, std::uint16_t selector, std::uint8_t interrupt_stack)
{
    constexpr std::uint8_t present_interrupt_gate = 0x8E; // P, ring 0
    return {static_cast<std::uint16_t>(handler),
            selector,
            interrupt_stack,
            present_interrupt_gate,
            static_cast<std::uint16_t>(handler >> 16),
            static_cast<std::uint32_t>(handler >> 32),
            0};
}

// The operand of LGDT and LIDT.
struct [[gnu::packed]] TableRegister {
    std::uint16_t limit; // size in bytes, minus 1
    std::uint64_t base;  // virtual
};
static_assert(sizeof(TableRegister) == 10);

} // namespace x86
