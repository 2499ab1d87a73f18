// Tables of 64-bit mode: the task state segment, gates of the IDT, what LGDT and LIDT take.
// Intel SDM Vol. 3A, "64-Bit Mode IDT" (6.14.1), "Task Management in 64-bit Mode" (7.7).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace x86 {

// In 64-bit mode a task state segment only says where stacks are.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0 = 0;
    std::array<std::uint64_t, 3> privilege_stacks{}; // RSP0 to RSP2
    std::uint64_t reserved1 = 0;
    std::array<std::uint64_t, 7> interrupt_stacks{}; // IST1 to IST7
    std::uint64_t reserved2 = 0;
    std::uint16_t reserved3 = 0;
    std::uint16_t io_map_base = sizeof(TaskState); // beyond the limit: there is none
};
static_assert(sizeof(TaskState) == 104 && offsetof(TaskState, interrupt_stacks) == 36);

// Its descriptor, "available": two places of a GDT, the second of which 32-bit mode does not read.
constexpr std::array<std::uint64_t, 2> task_descriptor(std::uint64_t base)
{
    constexpr std::uint64_t present_available = 0x89ull << 40;
    return {(sizeof(TaskState) - 1) | (base & 0xFF'FFFF) << 16 | present_available | (base >> 24 & 0xFF) << 56,
            base >> 32};
}

struct Gate64 {
    std::uint16_t offset_low;
    std::uint16_t selector;
    std::uint8_t interrupt_stack; // IST, 0 for "stay on the current stack"
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

// GDTR or IDTR as LGDT and LIDT load it.
struct [[gnu::packed]] TableRegister {
    std::uint16_t limit; // bytes, less one
    std::uint64_t base;  // virtual
};
static_assert(sizeof(TableRegister) == 10);

} // namespace x86
