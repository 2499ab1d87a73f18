// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Machine state at entry"; Intel, "82093AA I/O Advanced Programmable Interrupt Controller". */
#include "tests/guests/limine/acpi.h"
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/devices.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/runtime.h"

enum { FIXED = 0, LOWEST = 1, NMI = 4, EXTINT = 7, MASKED = 1 << 16, EXACT_STATE = 5 };

static u32 read_register(u32 volatile* io_apic, u32 index)
{
    io_apic[0] = index;
    return io_apic[4];
}

static void check_io_apic(u32 volatile* io_apic)
{
    u32 const version = read_register(io_apic, 1);
    if (version == 0xFFFFFFFF)
        return;
    for (u32 entry = 0; entry <= (version >> 16 & 255); ++entry) {
        u32 const low = read_register(io_apic, 16 + 2 * entry), mode = low >> 8 & 7;
        if (mode == FIXED || mode == LOWEST || (views.revision >= EXACT_STATE && (mode == NMI || mode == EXTINT)))
            CHECK(low & MASKED, "I/O APIC: an entry is masked");
    }
}

void check_interrupts(void)
{
    CHECK(in8(0x21) == 0xFF && in8(0xA1) == 0xFF, "both PICs masked");
    for (u8 const* entry = next_madt_entry(0); entry; entry = next_madt_entry(entry))
        if (entry[0] == MADT_IO_APIC)
            check_io_apic(map_device(get32(entry + 4)));
}
