// SPDX-License-Identifier: BSD-2-Clause
#include "tests/guests/limine/page_walk.h"

#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/state.h"

enum { LONGEST_TEXT = 4096 };

struct views views = {.command_line = ""};

char const* option(char const* name)
{
    for (char const* word = views.command_line; *word; ++word) {
        if (word != views.command_line && word[-1] != ' ')
            continue;
        char const *at = word, *wanted = name;
        while (*wanted && *at == *wanted)
            ++at, ++wanted;
        if (!*wanted)
            return at;
    }
    return 0;
}

u64 root_table(void)
{
    return boot_state.cr3 & ADDRESS;
}
u64 volatile* table(u64 physical)
{
    return (u64 volatile*)(views.direct_map + physical);
}

static struct page page_of(u64 entry, int level, u64 address)
{
    u64 const size = 1ull << (12 + 9 * (level - 1));
    struct page page = {.present = 1, .size = size};
    page.physical = (entry & ADDRESS & ~(size - 1)) + (address & (size - 1));
    page.flags = entry & G;
    page.pat = (int)((entry >> 3 & 3) | (level == 1 ? entry >> 7 & 1 : entry >> 12 & 1) << 2);
    return page;
}

struct page look_up(u64 address)
{
    u64 at = root_table(), rights = W | U, no_execute = 0;
    for (int level = views.levels; level >= 1; --level) {
        int const shift = 12 + 9 * (level - 1);
        u64 const entry = table(at)[address >> shift & 511];
        if (!(entry & P))
            return (struct page){.size = 1ull << shift};
        rights &= entry;
        no_execute |= entry & NX;
        if (level == 1 || (level <= 3 && entry & PS)) {
            struct page page = page_of(entry, level, address);
            page.flags |= rights | no_execute;
            return page;
        }
        at = entry & ADDRESS;
    }
    return (struct page){.size = PAGE};
}

int readable(u64 address, u64 size)
{
    if (address + size < address)
        return 0;
    for (u64 at = address; at < address + size;) {
        struct page const page = look_up(at);
        if (!page.present)
            return 0;
        at = (at & ~(page.size - 1)) + page.size;
        if (!at)
            break;
    }
    return 1;
}

int kind_of(u64 physical)
{
    int found = -1;
    for (u64 i = 0; views.map && i < views.map->entry_count; ++i) {
        struct memmap_entry const* entry = views.map->entries[i];
        if (physical >= entry->base && physical - entry->base < entry->length &&
            (found < 0 || entry->type == MEM_FRAMEBUFFER))
            found = (int)entry->type;
    }
    return found;
}

int theirs(void const volatile* bytes, u64 size, char const* what)
{
    u64 const at = (u64)bytes;
    if (!at || !readable(at, size)) {
        check_numbers(0, what, at, views.direct_map);
        text("     (not readable)\n");
        return 0;
    }
    int good = 1;
    if (views.map) {
        u64 const physical = at - views.direct_map;
        good = look_up(at).physical == physical && kind_of(physical) == MEM_BOOTLOADER_RECLAIMABLE &&
               kind_of(physical + size - 1) == MEM_BOOTLOADER_RECLAIMABLE;
    }
    check_numbers(good, what, at, views.direct_map);
    return 1;
}

void* answered(struct request volatile* request, u64 size, char const* what, enum presence presence)
{
    if (!request)
        return 0;
    if (!request->response) {
        if (presence == REQUIRED)
            CHECK(0, what);
        else
            info_text("not answered:", what);
        return 0;
    }
    return theirs((void*)request->response, size, what) ? (void*)request->response : 0;
}

int string_at(char const* string, enum string_place place, char const* what)
{
    int const ours = place == OR_IN_IMAGE && readable((u64)string, 1) &&
                     kind_of(look_up((u64)string).physical) == MEM_EXECUTABLE_AND_MODULES;
    for (u64 n = 0; n < LONGEST_TEXT; ++n) {
        char const* const at = string + n;
        int const is_new_page = n == 0 || ((u64)at & (PAGE - 1)) == 0;
        if (is_new_page && (ours ? !readable((u64)at, 1) : !theirs(at, 1, what)))
            return 0;
        if (!*at)
            return 1;
        if (*at < ' ' || *at > '~')
            break;
    }
    CHECK(0, what);
    return 0;
}
