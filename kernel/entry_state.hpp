// SPDX-License-Identifier: BSD-2-Clause
// Declares the machine's state at entry, which entry.asm saves before compiled code changes it.
#pragma once

#include <cstddef>
#include <cstdint>

// The result of SGDT and SIDT. Intel SDM Vol. 2, "SGDT".
struct TableRegister {
    std::uint16_t padding[3];
    std::uint16_t limit; // offset of the table's last byte
    std::uint64_t base;
};
static_assert(sizeof(TableRegister) == 16 && offsetof(TableRegister, limit) == 6);

// In the order of entry.asm's pushes, the last push first.
struct EntryState {
    TableRegister idt;
    TableRegister gdt;
    std::uint64_t tr;
    std::uint64_t gs, fs, es, ds, ss, cs;
    std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    std::uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    std::uint64_t rflags;
    std::uint64_t rsp;
};
static_assert(sizeof(EntryState) == 28 * 8);

extern "C" EntryState const entry_state;
