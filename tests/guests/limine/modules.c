// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Module Feature".
 *
 * Files named `pattern-N` have N bytes, of which byte i is i * 7 + i / 256. The string of the entry's module K, from 1
 * on, is `number=K`. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/files.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

static void check_pattern(struct file const* f)
{
    static char const prefix[] = "pattern-";
    char const* at = f->path;
    while (*at && memcmp(at, prefix, sizeof prefix - 1))
        ++at;
    if (!*at) {
        CHECK(0, "module: is one of the boot entry's");
        return;
    }
    u64 const size = number(at + sizeof prefix - 1);
    CHECK_IS(f->size, size, "module: size");
    u64 wrong = 0;
    for (u64 i = 0; i < size && i < f->size; ++i)
        wrong += f->address[i] != (u8)(i * 7 + i / 256);
    CHECK_IS(wrong, 0, "module: contents");
}

static void check_strings(struct file const* f, u64 index)
{
    static char const prefix[] = "number=";
    int const is_internal = index < INTERNAL_MODULES;
    if (!string_at(f->string, is_internal ? OR_IN_IMAGE : LOADERS_ONLY, "module: string is text"))
        return;
    if (is_internal)
        CHECK(same(f->string, internal_strings[index]), "internal module: its string, in order, before the others");
    else
        CHECK(!memcmp(f->string, prefix, sizeof prefix - 1) &&
                  number(f->string + sizeof prefix - 1) == index - INTERNAL_MODULES + 1,
              "module: string, in the order of the boot entry");
}

static void check_neighbours(struct response_modules const* modules, struct file const* f)
{
    u64 const end = ((u64)f->address + f->size + PAGE - 1) & ~(u64)(PAGE - 1);
    for (u64 i = 0; i < modules->module_count; ++i) {
        struct file const* const other = modules->modules[i];
        if (other != f && other->size)
            CHECK((u64)other->address >= end || (u64)other->address < (u64)f->address, "module: shares no page");
    }
}

/* The module of a counted boot: docs/limine.md, "A counted boot". The word counted=N says how many tries are left. */
static void check_boot_state(struct file const* f)
{
    enum { MAGIC = 0, LBA = 8, SECTOR_BYTES = 16, TRIES_LEFT = 20, SIGNATURE = 24, RESERVED = 28, CONTENTS = 32 };
    u8 const* const state = f->address;
    CHECK(same(f->path, "farjump:boot-state"), "boot state: the last module");
    CHECK(same(f->string, ""), "boot state: its string is empty");
    if (f->size < CONTENTS) {
        CHECK(0, "boot state: size");
        return;
    }
    u64 const sector = get32(state + SECTOR_BYTES);
    CHECK(!memcmp(state + MAGIC, "FJBSTATE", 8), "boot state: magic");
    CHECK(get64(state + LBA) != 0, "boot state: not the first sector of the disk");
    CHECK(sector >= 512 && sector <= 4096 && (sector & (sector - 1)) == 0, "boot state: size of a sector");
    CHECK_IS(get32(state + TRIES_LEFT), number(option("counted=")), "boot state: tries left");
    CHECK_IS(get32(state + SIGNATURE), number(option("mbr=")), "boot state: signature of the disk");
    CHECK_IS(get32(state + RESERVED), 0, "boot state: reserved");
    CHECK_IS(f->size, CONTENTS + 2 * sector, "boot state: size");
    if (f->size == CONTENTS + 2 * sector)
        CHECK(memcmp(state + CONTENTS, state + CONTENTS + sector, sector), "boot state: both contents differ");
}

static int is_boot_state(struct response_modules const* modules, u64 index)
{
    return option("counted=") && index == modules->module_count - 1;
}

static void check_module(struct response_modules const* modules, u64 index)
{
    struct file const* const f = modules->modules[index];
    if (!check_file(f, "module: structure"))
        return;
    if (!is_boot_state(modules, index))
        check_strings(f, index);
    if (is_boot_state(modules, index))
        check_boot_state(f);
    else if (index < INTERNAL_MODULES)
        CHECK(f->size == 8 && !memcmp(f->address, "internal", 8), "internal module: contents");
    else
        check_pattern(f);
    if (!f->size)
        return;
    CHECK_IS(kind_of((u64)f->address - views.direct_map), MEM_EXECUTABLE_AND_MODULES, "module: kind of memory");
    check_neighbours(modules, f);
}

void check_modules(void)
{
    struct response_modules const* const response = answered(asked.modules, sizeof *response, "modules", REQUIRED);
    if (!response)
        return;
    u64 const configured = option("modules=") ? number(option("modules=")) : 0;
    CHECK_IS(response->revision, 2, "modules: revision of the response");
    CHECK_IS(response->module_count, configured + INTERNAL_MODULES + (option("counted=") ? 1 : 0),
             "modules: two internal ones, the missing one left out, the entry's, and that of a counted boot");
    if (!theirs(response->modules, 8 * response->module_count, "modules: the list"))
        return;
    for (u64 i = 0; i < response->module_count; ++i)
        check_module(response, i);
}
