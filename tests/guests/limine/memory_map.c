// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Memory Map Feature". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"

enum { MOST_ENTRIES = 4096, LEAST_USABLE = 4 << 20, PAGE_0_RESERVED_UP_TO = 2, HAS_RESERVED_MAPPED = 4 };

static char const* const names[MEM_KINDS] = {"usable",
                                             "reserved",
                                             "ACPI reclaimable",
                                             "ACPI NVS",
                                             "bad",
                                             "loader reclaimable",
                                             "executable and modules",
                                             "framebuffer",
                                             "reserved (mapped)"};

static void print(struct memmap_entry const* entry)
{
    text("info:   ");
    hex(entry->base);
    text(" + ");
    hex(entry->length);
    text(" ");
    text(entry->type < MEM_KINDS ? names[entry->type] : "?");
    text("\n");
}

static int is_owned(struct memmap_entry const* entry)
{
    return entry->type == MEM_USABLE || entry->type == MEM_BOOTLOADER_RECLAIMABLE;
}

static void check_overlaps(struct memmap_entry const* entry)
{
    for (u64 i = 0; i < views.map->entry_count; ++i) {
        struct memmap_entry const* other = views.map->entries[i];
        if (other != entry)
            CHECK(entry->base + entry->length <= other->base || other->base + other->length <= entry->base,
                  "memory map: usable and reclaimable overlap nothing");
    }
}

static void check_entry(struct memmap_entry const* entry, u64 last_base)
{
    u64 const end = entry->base + entry->length;
    CHECK(entry->base >= last_base, "memory map: sorted by base");
    CHECK(entry->length != 0 && end > entry->base, "memory map: an entry has a length");
    CHECK(entry->type < (views.revision >= HAS_RESERVED_MAPPED ? MEM_KINDS : MEM_RESERVED_MAPPED),
          "memory map: a type that this revision has");
    if (is_owned(entry)) {
        CHECK_IS((entry->base | entry->length) & (PAGE - 1), 0, "memory map: usable and reclaimable are whole pages");
        check_overlaps(entry);
    }
    if (entry->type != MEM_USABLE)
        return;
    if (views.revision <= PAGE_0_RESERVED_UP_TO)
        CHECK(entry->base >= PAGE, "memory map: the first page is not usable");
    CHECK(entry->base >= 0x100000 || end <= 0xA0000, "memory map: A0000h to FFFFFh is not usable");
}

void check_memory_map(void)
{
    struct response_memmap const* const map = views.map;
    CHECK(map->entry_count > 0 && map->entry_count < MOST_ENTRIES, "memory map: number of entries");
    theirs(map->entries, map->entry_count * 8, "memory map: the list lies in reclaimable memory");
    u64 last = 0, sizes[MEM_KINDS] = {0};
    for (u64 i = 0; i < map->entry_count; ++i) {
        struct memmap_entry const* const entry = map->entries[i];
        if (!theirs(entry, sizeof *entry, "memory map: an entry lies in reclaimable memory"))
            return;
        print(entry);
        check_entry(entry, last);
        last = entry->base;
        if (entry->type < MEM_KINDS)
            sizes[entry->type] += entry->length;
    }
    info("usable bytes", sizes[MEM_USABLE]);
    info("reclaimable bytes", sizes[MEM_BOOTLOADER_RECLAIMABLE]);
    CHECK(sizes[MEM_USABLE] > LEAST_USABLE, "memory map: there is usable memory");
}
