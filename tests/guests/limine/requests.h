// SPDX-License-Identifier: BSD-2-Clause
/* What this variant of the kernel asks for. requests.c is compiled once for each variant; all other files read its
 * choices here. */
#pragma once
#include "tests/guests/limine/protocol.h"

/* What a response field holds at first where the loader must not answer. */
#define UNTOUCHED 0x5A5A5A5A00000001ull

enum { NO_TAG = -1, UNKNOWN_REVISION = 99, NEWEST_REVISION = 6 };
enum five_levels { FOUR_ONLY, FIVE_IF_POSSIBLE, FIVE_OR_NOTHING };

struct choices {
    int revision; /* of the tag; NO_TAG */
    enum five_levels levels;
    int x2apic;        /* whether the MP request asks for it */
    int is_small;      /* asks only for the direct map, the memory map, the command line and the kernel's address */
    int open_segments; /* all segments are writable and executable */
    u64 stack_size;    /* that the loader must give, in bytes */
    u64 random_values; /* that it asks for */
};
extern struct choices const choices;

/* The tag: two words that name it, and the revision. The loader writes to the second and the third word. A null
 * pointer stands for no tag. */
extern u64 volatile* const base_revision;

/* The requests; a null pointer stands for one that is not made. */
struct asked {
    struct request volatile *entry_point, *direct_map, *memory_map, *address, *command_line, *stack_size, *paging_mode,
        *loader, *firmware, *framebuffer, *file, *rsdp, *smbios, *date, *performance, *keep_iommu, *tsc, *terminal,
        *entropy, *processors, *modules;
};
extern struct asked const asked;

/* A request that no loader may answer on a PC with a BIOS. */
struct forbidden {
    struct request volatile* request;
    char const* name;
};
extern struct forbidden const forbidden[];
extern unsigned const forbidden_count;

/* The strings of the internal modules that exist, in their order. The loader may hand them out as they are. */
enum { INTERNAL_MODULES = 2 };
extern char const* const internal_strings[INTERNAL_MODULES];
