// SPDX-License-Identifier: BSD-2-Clause
/* The page tables lie in reclaimable memory. That they map nothing else is checked in direct_map.c. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/devices.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/state.h"

struct count {
    u64 tables, elsewhere;
};

static void count_table(u64 physical, struct count* count)
{
    ++count->tables;
    if (!is_our_table(physical) && kind_of(physical) != MEM_BOOTLOADER_RECLAIMABLE)
        ++count->elsewhere;
}

/* Counts the tables below this one, which is of a level of at least 2. */
static void count_below(u64 physical, int level, struct count* count)
{
    for (int i = 0; i < 512; ++i) {
        u64 const entry = table(physical)[i];
        if (!(entry & P) || (level <= 3 && entry & PS))
            continue;
        count_table(entry & ADDRESS, count);
        if (level > 2)
            count_below(entry & ADDRESS, level - 1, count);
    }
}

void check_page_tables(void)
{
    struct count count = {0, 0};
    count_table(root_table(), &count);
    count_below(root_table(), views.levels, &count);
    info("page tables", count.tables);
    CHECK_IS(count.elsewhere, 0, "page tables lie in reclaimable memory");
    CHECK_IS(boot_state.cr3 & ~ADDRESS, 0, "CR3 has no other bits");
}
