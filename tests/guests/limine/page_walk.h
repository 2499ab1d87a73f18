// SPDX-License-Identifier: BSD-2-Clause
/* Memory as the page tables and the memory map show it. */
#pragma once
#include "tests/guests/limine/protocol.h"

/* What the boot processor's registers and the responses say. find_views() sets them, except `command_line`. */
struct views {
    u64 direct_map; /* its offset */
    u64 revision;   /* base revision that the kernel was loaded with */
    int levels, has_nx, has_pat;
    struct response_memmap* map;
    char const* command_line;
};
extern struct views views;

enum { P = 1, W = 2, U = 4, PWT = 8, PCD = 16, PS = 128, G = 256, PAGE = 4096 };
#define NX (1ull << 63)
#define ADDRESS 0x000FFFFFFFFFF000ull

struct page {
    int present;
    u64 physical, size;
    u64 flags; /* W and U if all levels have them, NX if one has it, G */
    int pat;   /* entry of the PAT */
};
struct page look_up(u64 address);
int readable(u64 address, u64 size);

u64 root_table(void);              /* physical */
u64 volatile* table(u64 physical); /* through the direct map */

/* The type of the memory map's entry that has this byte; -1: none. A framebuffer wins over what it overlaps. */
int kind_of(u64 physical);

/* Checks that these bytes lie in the direct map and in reclaimable memory. Returns whether they are readable. */
int theirs(void const volatile* bytes, u64 size, char const* what);

/* Checks that the response is there (if it `must` be) and theirs(). Returns it, or a null pointer. */
enum presence { OPTIONAL, REQUIRED };
void* answered(struct request volatile* request, u64 size, char const* what, enum presence presence);

/* Checks that this is a text in ASCII of at most 4 KiB in the loader's memory, or also in the kernel's image. */
enum string_place { LOADERS_ONLY, OR_IN_IMAGE };
int string_at(char const* string, enum string_place place, char const* what);

/* The value behind `name` on the command line, or a null pointer. */
char const* option(char const* name);
