// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/limine/faults.h"

#include "tests/guests/limine/report.h"
#include "tests/guests/limine/state.h"

enum { VECTORS = 32, VECTOR_CODE_SIZE = 16, INTERRUPT_GATE = 0x8E };

static struct __attribute__((packed)) {
    u16 low, selector;
    u8 stack, type;
    u16 middle;
    u32 high, zero;
} idt[VECTORS];

extern u8 fault_vectors[]; /* entry.asm */
extern u8 image_start[];
void probe_fault(u64 const* frame);
void probe_wrong_entry(void);

void install_idt(void)
{
    for (u64 i = 0; i < VECTORS; ++i) {
        u64 const code = (u64)fault_vectors + i * VECTOR_CODE_SIZE;
        idt[i].low = (u16)code;
        idt[i].middle = (u16)(code >> 16);
        idt[i].high = (u32)(code >> 32);
        idt[i].selector = boot_state.cs;
        idt[i].type = INTERRUPT_GATE;
    }
    struct descriptor_table const table = {sizeof idt - 1, (u64)idt};
    __asm__ volatile("lidt %0" : : "m"(table));
}

/* `frame`: vector, error code, RIP. */
void probe_fault(u64 const* frame)
{
    u64 cr2;
    __asm__ volatile("mov %0, cr2" : "=r"(cr2));
    CHECK(0, "an exception of the kernel");
    text("     exception ");
    decimal(frame[0]);
    text(", code ");
    hex(frame[1]);
    text(", at ");
    hex(frame[2]);
    text(" (image begins at ");
    hex((u64)image_start);
    text("), CR2 ");
    hex(cr2);
    text("\n");
    leave();
}

void probe_wrong_entry(void)
{
    CHECK(0, "entered at the ELF header's entry point, not at the one that was asked for");
    leave();
}
