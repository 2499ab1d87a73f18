// The kernel's own GDT, TSS and IDT. Intel SDM Vol. 3A, "Protected-Mode Memory Management", "Task Management",
// "Interrupt and Exception Handling".

#include "kernel/descriptor_tables.hpp"

#include "kernel/exceptions.hpp"

#include <array>
#include <cstddef>

// In descriptor_tables.asm: LGDT, all segment registers, LTR, LIDT.
extern "C" void load_descriptor_tables(void const* gdt_register, void const* idt_register, std::uint64_t code,
                                       std::uint64_t data, std::uint64_t task);

namespace descriptor_tables {
namespace {

struct [[gnu::packed]] TableRegister {
    std::uint16_t limit;
    std::uint64_t base;
};
static_assert(sizeof(TableRegister) == 10);

// In 64-bit mode a task state segment only says where stacks are.
struct [[gnu::packed]] TaskState {
    std::uint32_t reserved0 = 0;
    std::array<std::uint64_t, 3> privilege_stacks{};        // RSP0 to RSP2
    std::uint64_t reserved1 = 0;
    std::array<std::uint64_t, 7> interrupt_stacks{};        // IST1 to IST7
    std::uint64_t reserved2 = 0;
    std::uint16_t reserved3 = 0;
    std::uint16_t io_map_base = sizeof(TaskState);          // beyond the limit: there is none
};
static_assert(sizeof(TaskState) == 104 && offsetof(TaskState, interrupt_stacks) == 36);

struct Gate {
    std::uint16_t offset_low;
    std::uint16_t selector;
    std::uint8_t interrupt_stack;                           // IST, 0 for "stay on the current stack"
    std::uint8_t type;
    std::uint16_t offset_middle;
    std::uint32_t offset_high;
    std::uint32_t reserved;
};
static_assert(sizeof(Gate) == 16);

constexpr std::uint64_t code64 = 0x00AF'9B00'0000'FFFF;     // present, ring 0, code, readable, L
constexpr std::uint64_t data64 = 0x00CF'9300'0000'FFFF;     // present, ring 0, data, writable
constexpr std::uint8_t interrupt_gate = 0x8E;               // present, ring 0, 64-bit interrupt gate

constexpr std::size_t stack_size = 16 << 10;
alignas(16) constinit std::array<std::array<std::byte, stack_size>, exceptions::stack_count> stacks{};

constinit TaskState task_state;
constinit std::array<std::uint64_t, 5> gdt{0, code64, data64, 0, 0};
constinit std::array<Gate, exceptions::vector_count> idt{};

// A system descriptor takes two places in the table: a base of 64 bits does not fit one.
void describe_task_state()
{
    constexpr std::uint64_t present_available_tss = 0x89ull << 40;
    auto const base = reinterpret_cast<std::uint64_t>(&task_state);
    gdt[task_selector / 8] = (sizeof task_state - 1) | (base & 0xFF'FFFF) << 16 | present_available_tss
                           | (base >> 24 & 0xFF) << 56;
    gdt[task_selector / 8 + 1] = base >> 32;
}

Gate gate_to(std::uint64_t handler, std::uint8_t interrupt_stack)
{
    return {static_cast<std::uint16_t>(handler), code_selector, interrupt_stack, interrupt_gate,
            static_cast<std::uint16_t>(handler >> 16), static_cast<std::uint32_t>(handler >> 32), 0};
}

template <typename Table>
TableRegister register_of(Table const& table)
{
    return {sizeof(Table) - 1, reinterpret_cast<std::uint64_t>(&table)};
}

} // namespace

void install()
{
    for (std::size_t i = 0; i < stacks.size(); ++i)
        task_state.interrupt_stacks[i] = reinterpret_cast<std::uint64_t>(&stacks[i]) + stack_size;
    describe_task_state();
    for (std::size_t vector = 0; vector < idt.size(); ++vector)
        idt[vector] = gate_to(exception_entries[vector], exceptions::interrupt_stack_of(vector));

    auto const gdt_register = register_of(gdt);
    auto const idt_register = register_of(idt);
    load_descriptor_tables(&gdt_register, &idt_register, code_selector, data_selector, task_selector);
}

} // namespace descriptor_tables
