// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Entry memory layout", "Higher Half Direct Map (HHDM)". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/state.h"

enum { ANY_KIND = -1, HAS_LOW_4_GIB_UP_TO = 2, HAS_FIRMWARE_TABLES = 4, WRITE_COMBINING = 5 };
#define LOW_4_GIB (1ull << 32)

static int in_direct_map(u64 type)
{
    switch (type) {
    case MEM_USABLE:
    case MEM_BOOTLOADER_RECLAIMABLE:
    case MEM_EXECUTABLE_AND_MODULES:
    case MEM_FRAMEBUFFER: return 1;
    case MEM_RESERVED:
    case MEM_BAD: return views.revision == 0;
    default: return views.revision <= HAS_LOW_4_GIB_UP_TO || views.revision >= HAS_FIRMWARE_TABLES;
    }
}

struct range {
    u64 begin, end; /* physical */
    int kind;
};

static int caching_is_right(struct page const* page, struct range const* range)
{
    if (range->kind == MEM_FRAMEBUFFER)
        return !views.has_pat || page->pat == WRITE_COMBINING;
    return range->kind == ANY_KIND || kind_of(page->physical) == MEM_FRAMEBUFFER || page->pat == 0;
}

static void check_mapped(u64 offset, struct range range, char const* what)
{
    int const may_be_nx = option("hhdm=nx") != 0;
    for (u64 at = range.begin & ~(u64)(PAGE - 1); at < range.end;) {
        struct page const page = look_up(offset + at);
        if (!page.present || page.physical != at) {
            check_numbers(0, what, page.present ? page.physical : 0, at);
            return;
        }
        if (!(page.flags & W) || page.flags & U || (!may_be_nx && page.flags & NX)) {
            check_numbers(0, "direct map: supervisor, read, write, execute", page.flags, at);
            return;
        }
        if (!caching_is_right(&page, &range)) {
            check_numbers(0, "direct map: caching", (u64)page.pat, at);
            return;
        }
        at = (at & ~(page.size - 1)) + page.size;
    }
    CHECK(1, what);
}

static void check_entries_mapped(void)
{
    for (u64 i = 0; i < views.map->entry_count; ++i) {
        struct memmap_entry const* const entry = views.map->entries[i];
        struct range range = {entry->base, entry->base + entry->length, (int)entry->type};
        if (in_direct_map(entry->type))
            check_mapped(views.direct_map, range, "direct map: an entry of the map is in it");
        if (views.revision != 0)
            continue;
        if (range.begin < PAGE)
            range.begin = PAGE;
        range.kind = ANY_KIND;
        check_mapped(0, range, "identity map: an entry of the map is in it");
    }
}

/* Ranges are widened to whole pages before they are mapped, and the map may show them narrowed: so one page more is
 * granted at either end. */
static int may_be_mapped(u64 page)
{
    for (u64 i = 0; i < views.map->entry_count; ++i) {
        struct memmap_entry const* const entry = views.map->entries[i];
        if (in_direct_map(entry->type) && entry->base < page + 2 * PAGE && entry->base + entry->length + PAGE > page)
            return 1;
    }
    return 0;
}

static void check_strays(void)
{
    u64 stray = 0, first = 0;
    for (u64 at = 0; at < LOW_4_GIB;) {
        struct page const page = look_up(views.direct_map + at);
        if (!page.present) {
            at = (at & ~(page.size - 1)) + page.size;
            continue;
        }
        if (!may_be_mapped(at)) {
            stray += PAGE;
            first = first ? first : at;
        }
        at += PAGE;
    }
    check_numbers(stray == 0, "direct map: nothing but what belongs there (bytes; from)", stray, first);
}

static void check_lower_half(void)
{
    unsigned entries = 0;
    for (int i = 0; i < 256; ++i)
        entries += table(root_table())[i] & P;
    CHECK_IS(entries, 0, "lower half: nothing is mapped there");
}

void check_direct_map(void)
{
    u64 const offset = views.direct_map;
    CHECK(offset >> 47 == 0x1FFFF || (views.levels == 5 && offset >> 56 == 0xFF), "HHDM: canonical, upper half");
    CHECK_IS(offset & (PAGE - 1), 0, "HHDM: page-aligned");
    info("HHDM", offset);
    check_entries_mapped();
    struct range const low = {0, LOW_4_GIB, ANY_KIND}, low_identity = {PAGE, LOW_4_GIB, ANY_KIND};
    if (views.revision <= HAS_LOW_4_GIB_UP_TO)
        check_mapped(offset, low, "direct map: the first 4 GiB are in it");
    else
        check_strays();
    if (views.revision == 0)
        check_mapped(0, low_identity, "identity map: the first 4 GiB are in it");
    else
        check_lower_half();
    CHECK(readable(offset + 0x8000, PAGE), "direct map: page 8000h, where kernels start other processors, is in it");
}
