// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/limine/devices.h"

#include "tests/guests/limine/page_walk.h"

enum { SPARE_TABLES = 8 };

static u64 const window = 0xFFFFFF4000000000ull; /* in entry 510 of the table of level 4 */
static u64 spare[SPARE_TABLES][512] __attribute__((aligned(4096)));
static int used;
static u64 pages;

int is_our_table(u64 physical)
{
    for (int i = 0; i < used; ++i)
        if (look_up((u64)spare[i]).physical == physical)
            return 1;
    return 0;
}

void* map_device(u64 physical)
{
    u64 const alias = window + pages++ * PAGE;
    u64 at = root_table();
    for (int level = views.levels; level > 1; --level) {
        u64 volatile* const entry = &table(at)[alias >> (12 + 9 * (level - 1)) & 511];
        if (!(*entry & P))
            *entry = look_up((u64)spare[used++]).physical | P | W;
        at = *entry & ADDRESS;
    }
    table(at)[alias >> 12 & 511] = (physical & ADDRESS) | P | W | PCD | PWT;
    __asm__ volatile("invlpg [%0]" : : "r"(alias) : "memory");
    return (void*)(alias + (physical & (PAGE - 1)));
}
