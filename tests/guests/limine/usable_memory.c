// SPDX-License-Identifier: BSD-2-Clause
/* All that the memory map calls usable is memory; and A20 is open. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"

static void check_spot(u64 physical)
{
    u64 volatile* const at = table(physical);
    if (!readable((u64)at, 8)) {
        CHECK(0, "usable memory can be reached");
        return;
    }
    u64 const before = *at, written = 0xC0FFEE0123456789ull ^ physical;
    *at = written;
    u64 const found = *at;
    *at = before;
    CHECK_IS(found, written, "usable memory keeps what is written to it");
}

/* Two usable words whose addresses differ in bit 20 are two words. Returns whether the entry has such words. */
static int check_a20(struct memmap_entry const* entry)
{
    u64 const even = (entry->base + 0x1FFFFF) & ~0x1FFFFFull;
    if (even + 0x100008 > entry->base + entry->length)
        return 0;
    u64 volatile *const x = table(even), *const y = table(even + 0x100000);
    u64 const x_before = *x, y_before = *y;
    *x = 0x1111;
    *y = 0x2222;
    CHECK_IS(*x, 0x1111, "A20 is open");
    *x = x_before;
    *y = y_before;
    return 1;
}

void check_usable_memory(void)
{
    int a20_is_checked = 0;
    for (u64 i = 0; i < views.map->entry_count; ++i) {
        struct memmap_entry const* const entry = views.map->entries[i];
        if (entry->type != MEM_USABLE || entry->length < PAGE)
            continue;
        check_spot(entry->base);
        check_spot(entry->base + (entry->length / 2 & ~7ull));
        check_spot(entry->base + entry->length - 8);
        a20_is_checked = a20_is_checked || check_a20(entry);
    }
}
