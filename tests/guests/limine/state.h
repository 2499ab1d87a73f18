// SPDX-License-Identifier: BSD-2-Clause
/* The state of a processor at its entry. */
#pragma once
#include "tests/guests/limine/protocol.h"

struct __attribute__((packed)) descriptor_table {
    u16 limit;
    u64 base;
};

enum { LVT_ENTRIES = 7 };

struct state {
    /* entry.asm writes these, at these offsets. */
    u64 rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15, rsp, rflags, cr0, cr3, cr4;
    struct descriptor_table gdtr;
    u8 padding0[6];
    struct descriptor_table idtr;
    u8 padding1[6];
    u16 ldtr, tr, cs, ds, es, fs, gs, ss;
    u64 return_address;
    /* read_model_specific() writes these. */
    u64 efer, pat, fs_base, gs_base, apic_base, mtrr_default, mtrr_sum;
    u32 apic_id, svr, tpr, lvt[LVT_ENTRIES], lvt_count;
    u64 volatile done; /* of a started processor: 1 when all of this is there */
};
_Static_assert(offsetof(struct state, rsp) == 120 && offsetof(struct state, gdtr) == 160, "entry.asm");
_Static_assert(offsetof(struct state, idtr) == 176 && offsetof(struct state, ldtr) == 192, "entry.asm");
_Static_assert(offsetof(struct state, return_address) == 208, "entry.asm");

extern struct state boot_state;

/* Reads model-specific registers and the local APIC of the processor that calls it. */
void read_model_specific(struct state* state);
