// SPDX-License-Identifier: BSD-2-Clause
// Handles the processor's exceptions: prints a report, which ends the kernel, or calls a handler that continues after
// the exception. Intel SDM Vol. 3A, "Exception and Interrupt Reference" (6.15).
#pragma once

#include "include/x86/exceptions.hpp"

#include <cstddef>
#include <cstdint>

namespace exceptions {

inline constexpr std::size_t vector_count = x86::exception_count;
using x86::double_fault;
using x86::non_maskable_interrupt;
using x86::page_fault;

// No handler runs on the stack of the code that faulted. Double faults and NMIs can occur inside a handler, so each has
// a stack of its own; all others share one.
inline constexpr std::size_t stack_count = 3;

constexpr std::uint8_t interrupt_stack_of(std::size_t vector)
{
    return vector == double_fault ? 1 : vector == non_maskable_interrupt ? 2 : 3;
}

// The registers that exceptions.asm and the processor push, the last push first.
struct Frame {
    std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    std::uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    std::uint64_t vector, error_code;
    std::uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(sizeof(Frame) == 22 * 8 && offsetof(Frame, rip) == 17 * 8);

// Called for each exception before it is reported. Returns true if the kernel continues with the registers in `frame`.
using Handler = bool (*)(Frame& frame);

// Replaces the handler; nullptr removes it.
void handle_with(Handler handler);

} // namespace exceptions

extern "C" std::uint64_t const exception_entries[exceptions::vector_count]; // exceptions.asm
