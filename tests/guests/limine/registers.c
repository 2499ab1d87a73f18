// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Machine state at entry", "x86-64". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"

enum { IF = 1 << 9, DF = 1 << 10, VM = 1 << 17, EXACT_STATE = 5 };

struct state boot_state = {.rax = 1}; /* in .data: written before .bss is known to be good */

static void check_general_registers(struct state const* s)
{
    CHECK_IS(s->rax | s->rbx | s->rcx | s->rdx | s->rsi | s->rbp, 0, "general registers are 0");
    CHECK_IS(s->r8 | s->r9 | s->r10 | s->r11 | s->r12 | s->r13 | s->r14 | s->r15, 0, "R8 to R15 are 0");
    CHECK_IS(s->rsp & 15, 8, "RSP is 8 above a multiple of 16");
    CHECK_IS(s->return_address, 0, "return address is 0");
    CHECK_IS(s->rflags & (IF | DF | VM), 0, "RFLAGS: IF, DF, VM are 0");
    CHECK_IS(s->cs, 0x28, "CS");
    CHECK(s->ds == 0x30 && s->es == 0x30 && s->fs == 0x30 && s->gs == 0x30 && s->ss == 0x30,
          "DS, ES, FS, GS, SS are 30h");
    CHECK_IS(s->fs_base | s->gs_base, 0, "FS and GS bases are 0");
}

static void check_control_registers(struct state const* s)
{
    u64 const cr0 = 1u << 31 | 1 << 16 | 1 << 4 | 1;
    u64 const cr4 = 1 << 5 | (views.levels == 5 ? 1 << 12 : 0);
    u64 const efer = 1 << 10 | 1 << 8 | (views.has_nx ? 1 << 11 : 0);
    CHECK_IS(s->cr0 & cr0, cr0, "CR0 has PG, WP, ET, PE");
    CHECK_IS(s->cr4 & cr4, cr4, "CR4 has PAE");
    CHECK_IS(s->efer & efer, efer, "EFER has LMA, LME, NXE");
    if (views.has_pat)
        CHECK_IS(s->pat & 0xFFFFFFFFFFFFull, 0x010500070406ull, "PAT, entries 0 to 5");
    if (views.revision < EXACT_STATE)
        return;
    CHECK_IS(s->cr0, cr0, "CR0 has nothing else");
    CHECK_IS(s->cr4, cr4, "CR4 has nothing else");
    CHECK_IS(s->efer, efer, "EFER has nothing else");
    CHECK_IS(s->rflags, 2, "RFLAGS");
    CHECK(s->idtr.base == 0 && s->idtr.limit == 0, "IDTR is 0, 0");
    CHECK_IS(s->ldtr, 0, "LDTR is null");
}

static void check_task(struct state const* s, u64 const* descriptors)
{
    CHECK(s->tr + 15u <= s->gdtr.limit, "TR: selector within the GDT");
    u64 const low = descriptors[s->tr / 8], high = descriptors[s->tr / 8 + 1];
    u64 const base = (low >> 16 & 0xFFFFFF) | (low >> 56) << 24 | high << 32;
    CHECK(base == 0 && (low & 0xFFFF) == 0 && !(low >> 48 & 15), "TR: base 0, limit 0");
}

static void check_gdt(struct state const* s)
{
    /* Base, limit, type and L, D, G of each; the accessed bit is free. */
    static u64 const wanted[7] = {0,
                                  0x00009A000000FFFFull,
                                  0x000092000000FFFFull,
                                  0x00CF9A000000FFFFull,
                                  0x00CF92000000FFFFull,
                                  0x00209A0000000000ull,
                                  0x0000920000000000ull};
    static u64 const care[7] = {~0ull,
                                0xFFFFFEFFFFFFFFFFull,
                                0xFFFFFEFFFFFFFFFFull,
                                0xFFFFFEFFFFFFFFFFull,
                                0xFFFFFEFFFFFFFFFFull,
                                0x00609A0000000000ull,
                                0x0000920000000000ull};
    CHECK((s->gdtr.base >= views.direct_map || views.revision == 0) && s->gdtr.limit >= sizeof wanted - 1,
          "GDT: in the direct map, seven descriptors");
    if (!theirs((void*)s->gdtr.base, s->gdtr.limit + 1u, "GDT lies in reclaimable memory"))
        return;
    u64 const* const descriptors = (u64 const*)s->gdtr.base;
    for (unsigned i = 0; i < LEN(wanted); ++i)
        CHECK_IS(descriptors[i] & care[i], wanted[i], "a descriptor of the GDT");
    if (views.revision >= EXACT_STATE && s->tr)
        check_task(s, descriptors);
}

void check_registers(struct state const* s)
{
    check_general_registers(s);
    check_control_registers(s);
    check_gdt(s);
}

void check_boot_processor(void)
{
    struct state* const s = &boot_state;
    read_model_specific(s);
    CHECK_IS(s->rdi, 0, "RDI is 0");
    check_registers(s);
    check_local_apic(s);
    theirs((void*)(s->rsp - choices.stack_size + 16), choices.stack_size - 8, "stack lies in reclaimable memory");
    for (u64 below = 2 * PAGE; below + PAGE <= choices.stack_size; below += PAGE)
        *(u64 volatile*)(s->rsp - below) = below;
    CHECK(1, "stack can be written to"); /* otherwise faults.c would have ended the kernel */
}
