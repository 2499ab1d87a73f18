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

static void check_module(struct response_modules const* modules, u64 index)
{
    struct file const* const f = modules->modules[index];
    if (!check_file(f, "module: structure"))
        return;
    check_strings(f, index);
    if (index < INTERNAL_MODULES)
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
    CHECK_IS(response->module_count, configured + INTERNAL_MODULES,
             "modules: two internal ones, the missing one left out, and the entry's");
    if (!theirs(response->modules, 8 * response->module_count, "modules: the list"))
        return;
    for (u64 i = 0; i < response->module_count; ++i)
        check_module(response, i);
}
