// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Machine state at entry"; Intel, "Software Developer's Manual", volume 3, "Advanced
 * Programmable Interrupt Controller". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/devices.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"

enum { APIC_BASE = 0x1B, ENABLED = 1 << 11, X2APIC_ON = 1 << 10, EXACT_STATE = 5 };
enum { ID = 0x20, VERSION = 0x30, TPR = 0x80, SVR = 0xF0 };

static u32 read_register(int is_x2apic, u8 volatile* window, u32 offset)
{
    return is_x2apic ? (u32)rdmsr(0x800 + (offset >> 4)) : *(u32 volatile*)(window + offset);
}

static void read_local_apic(struct state* s)
{
    static u8 volatile* window;
    static u16 const vectors[LVT_ENTRIES] = {0x350, 0x360, 0x320, 0x370, 0x340, 0x330, 0x2F0}; /* as they were added */
    s->apic_base = rdmsr(APIC_BASE);
    if (!(s->apic_base & ENABLED))
        return;
    int const x2 = !!(s->apic_base & X2APIC_ON);
    if (!x2 && !window)
        window = map_device(s->apic_base & ADDRESS);
    s->apic_id = read_register(x2, window, ID);
    if (!x2)
        s->apic_id >>= 24;
    s->svr = read_register(x2, window, SVR);
    s->tpr = read_register(x2, window, TPR);
    s->lvt_count = (read_register(x2, window, VERSION) >> 16 & 255) + 1;
    for (unsigned i = 0; i < LVT_ENTRIES && i < s->lvt_count; ++i)
        s->lvt[i] = read_register(x2, window, vectors[i]);
}

static u64 sum_of_mtrrs(void)
{
    static u16 const fixed[] = {0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F};
    u64 const capabilities = rdmsr(0xFE);
    u64 total = 0;
    for (u32 i = 0; i < 2 * (capabilities & 255); ++i)
        total = total * 31 + rdmsr(0x200 + i);
    if (capabilities & 1 << 8)
        for (unsigned i = 0; i < LEN(fixed); ++i)
            total = total * 31 + rdmsr(fixed[i]);
    return total;
}

void read_model_specific(struct state* s)
{
    enum { HAS_APIC = 1 << 9, HAS_MTRRS = 1 << 12 };
    u32 const features = cpuid(1).edx;
    s->efer = rdmsr(0xC0000080);
    s->pat = views.has_pat ? rdmsr(0x277) : 0;
    s->fs_base = rdmsr(0xC0000100);
    s->gs_base = rdmsr(0xC0000101);
    if (features & HAS_MTRRS) {
        s->mtrr_default = rdmsr(0x2FF);
        s->mtrr_sum = sum_of_mtrrs();
    }
    if (features & HAS_APIC)
        read_local_apic(s);
}

void check_local_apic(struct state const* s)
{
    enum { FIXED = 0, LOWEST = 1, NMI = 4, EXTINT = 7, MASKED = 1 << 16 };
    if (views.revision < EXACT_STATE)
        return;
    CHECK(s->apic_base & ENABLED, "local APIC is enabled");
    CHECK_IS(s->svr, 0x1FF, "local APIC: SVR");
    CHECK_IS(s->tpr, 0, "local APIC: TPR");
    for (unsigned i = 0; i < LVT_ENTRIES && i < s->lvt_count; ++i) {
        u32 const mode = s->lvt[i] >> 8 & 7;
        if (mode == FIXED || mode == LOWEST || mode == NMI || mode == EXTINT)
            CHECK(s->lvt[i] & MASKED, "local APIC: a vector is masked");
    }
}
